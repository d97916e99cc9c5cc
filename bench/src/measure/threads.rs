//! Two guests in two threads.

use super::Bench;
use super::calls::{elapsed, job};
use crate::guests::FrontEnd;
use crate::native::{self, Native};
use crate::series::{Contender, Goal, Series, Unit};
use std::path::Path;
use std::sync::Barrier;
use wasi_mknod_test_programs::{Batch, Operation};
use wasmtime::{Result, format_err};

/// Calls of each thread in one measurement.
const COUNT: usize = 20_000;

/// FIFOs made by one thread, and by two threads in a directory each.
pub(super) fn two(bench: &Bench) -> Result<Series<'_>> {
    const ONE: &str = "p2 sync, one thread";
    const NATIVE: &str = "native, one thread";
    let batch = Batch {
        count: COUNT,
        ..super::calls::batch(Operation::Create, "")
    };
    let program = bench.guests.program("bench_calls", FrontEnd::P2Sync)?;
    let job = job(FrontEnd::P2Sync, false, &batch);
    let guest = move |dir: &Path| elapsed(bench, &program, &job, dir);
    let native = move |dir: &Path| {
        let time = native::run(Native::Free, dir, &batch)?;
        Ok(time * COUNT as f64)
    };
    let (guest_too, native_too) = (guest.clone(), native.clone());
    Ok(Series {
        title: "FIFOs in a second".into(),
        unit: Unit::NodesPerSecond,
        contenders: vec![
            Contender::new(NATIVE, move || side_by_side(bench, 1, &native)),
            Contender::new("native, two threads", move || {
                side_by_side(bench, 2, &native_too)
            })
            .against(NATIVE),
            Contender::new(ONE, move || side_by_side(bench, 1, &guest)),
            Contender::new("p2 sync, two threads", move || {
                side_by_side(bench, 2, &guest_too)
            })
            .against(ONE)
            .goal(Goal::RatioAtLeast(1.7)),
        ],
    })
}

/// Runs `work`, which answers how many nanoseconds it took, in `threads` threads at once.
fn side_by_side(
    bench: &Bench,
    threads: usize,
    work: &(impl Fn(&Path) -> Result<f64> + Sync),
) -> Result<f64> {
    let barrier = Barrier::new(threads);
    let run = || {
        let dir = bench.place.fresh("")?;
        barrier.wait();
        work(dir.path())
    };
    let times: Vec<f64> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let results = handles.into_iter().map(|handle| {
            let result = handle.join();
            result.unwrap_or_else(|_| Err(format_err!("a thread panicked")))
        });
        results.collect::<Result<_>>()
    })?;
    let rates = times.iter().map(|time| COUNT as f64 * 1e9 / time);
    Ok(rates.sum())
}
