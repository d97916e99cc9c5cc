//! Guests that make nodes at once.

use super::super::Bench;
use super::super::calls::{batch, job};
use crate::curve::{Column, Curve};
use crate::guests::{FrontEnd, Program};
use crate::native::{self, Native};
use crate::series::Unit;
use std::time::Instant;
use wasi_mknod_test_programs::{Batch, Operation};
use wasmtime::{Result, format_err};

/// The nodes of all guests together.
const TOTAL: usize = 100_000;

/// Nodes in a second by guests that share a directory, and by guests with a directory each.
pub(super) fn at_once(bench: &Bench) -> Result<Curve<'_>> {
    let program = bench.guests.program("bench_calls", FrontEnd::P2Async)?;
    let rate = |name| Column {
        name,
        unit: Unit::NodesPerSecond,
    };
    Ok(Curve {
        title: "Guests that make FIFOs at once, p2 async",
        of: "guests",
        sizes: vec![1, 10, 100, 1000],
        columns: vec![
            rate("native threads, one directory"),
            rate("one directory"),
            rate("a directory for each"),
        ],
        sample: Box::new(move |size| {
            Ok(vec![
                threads(bench, size)?,
                guests(bench, &program, size, true)?,
                guests(bench, &program, size, false)?,
            ])
        }),
    })
}

/// What the maker `number` of `size` makes.
fn share(size: usize, number: usize) -> Batch {
    Batch {
        count: TOTAL / size,
        ..batch(Operation::Create, &format!("{number}-"))
    }
}

fn guests(bench: &Bench, program: &Program, size: usize, shared: bool) -> Result<f64> {
    let dir = bench.place.fresh("")?;
    let start = Instant::now();
    let mut all = Vec::with_capacity(size);
    for number in 0..size {
        let own = match shared {
            true => dir.path().to_owned(),
            false => dir.path().join(number.to_string()),
        };
        std::fs::create_dir_all(&own)?;
        let job = job(FrontEnd::P2Async, false, &share(size, number));
        all.push(bench.guests.spawn(program, &job, &own)?);
    }
    for guest in all {
        bench.guests.finish(guest)?;
    }
    Ok((TOTAL / size * size) as f64 / start.elapsed().as_secs_f64())
}

fn threads(bench: &Bench, size: usize) -> Result<f64> {
    let dir = bench.place.fresh("")?;
    let start = Instant::now();
    std::thread::scope(|scope| {
        let path = dir.path();
        let make = |number| move || native::run(Native::Free, path, &share(size, number));
        let threads: Vec<_> = (0..size).map(|number| scope.spawn(make(number))).collect();
        threads.into_iter().try_for_each(|thread| {
            let result = thread.join();
            result.unwrap_or_else(|_| Err(format_err!("a thread panicked")))?;
            Ok::<_, wasmtime::Error>(())
        })
    })?;
    Ok((TOTAL / size * size) as f64 / start.elapsed().as_secs_f64())
}
