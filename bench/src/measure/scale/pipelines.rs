//! Pipelines of three guests at once.

use super::super::Bench;
use super::spawn;
use crate::curve::{Column, Curve};
use crate::guests::{FrontEnd, Program};
use crate::place;
use crate::series::Unit;
use std::fs::{File, create_dir, hard_link};
use std::io::Write as _;
use std::time::Instant;
use wasmtime::Result;

/// The bytes of all pipelines together, and those of each pipeline, at least.
const TOTAL: usize = 64 << 20;
const EACH: usize = 4 << 20;
const CHUNK: usize = 64 << 10;

/// The throughput of pipelines that run at once, and how evenly they share it.
pub(super) fn at_once(bench: &Bench) -> Result<Curve<'_>> {
    let program = bench.guests.program("bench_fifo", FrontEnd::P2Async)?;
    Ok(Curve {
        title: "Pipelines of three guests, 64 KiB at a time, p2 async",
        of: "pipelines",
        sizes: vec![1, 10, 100, 1000],
        columns: vec![
            Column {
                name: "bytes through all pipelines",
                unit: Unit::BytesPerSecond,
            },
            Column {
                name: "time of the median pipeline, as a part of that of the slowest",
                unit: Unit::Ratio,
            },
        ],
        sample: Box::new(move |size| sample(bench, &program, size)),
    })
}

fn sample(bench: &Bench, program: &Program, size: usize) -> Result<Vec<f64>> {
    let dir = bench.place.fresh("")?;
    let go = dir.path().join("go");
    place::fifo(&go)?;
    let count = (TOTAL / size).max(EACH) / CHUNK;
    let mut guests = Vec::new();
    let mut last = Vec::new();
    for number in 0..size {
        let own = dir.path().join(number.to_string());
        create_dir(&own)?;
        hard_link(&go, own.join("go"))?;
        for name in ["there", "back"] {
            place::fifo(&own.join(name))?;
        }
        let words = |word: &str, numbers: &[usize]| {
            let numbers = numbers.iter().map(ToString::to_string);
            std::iter::once(word.to_owned()).chain(numbers).collect()
        };
        guests.push(spawn(
            bench,
            program,
            words("begin", &[CHUNK, count]),
            &own,
        )?);
        guests.push(spawn(bench, program, words("copy", &[CHUNK]), &own)?);
        last.push(spawn(bench, program, words("sink", &[CHUNK]), &own)?);
    }
    // Each of the first guests reads a byte before it begins.
    let mut go = File::options().write(true).open(&go)?;
    let start = Instant::now();
    go.write_all(&vec![0; size])?;
    let mut times = Vec::with_capacity(size);
    for guest in last {
        times.push(
            bench
                .guests
                .end_of(guest)?
                .duration_since(start)
                .as_secs_f64(),
        );
    }
    for guest in guests {
        bench.guests.finish(guest)?;
    }
    times.sort_by(f64::total_cmp);
    let slowest = times[size - 1];
    let bytes = (count * CHUNK * size) as f64;
    Ok(vec![bytes / slowest, times[size / 2] / slowest])
}
