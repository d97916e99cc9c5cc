//! Stores with a guest that waits at a FIFO.

use super::super::Bench;
use super::super::memory::resident;
use super::{spawn, times};
use crate::curve::{Column, Curve};
use crate::guests::{FrontEnd, Job, Program, Running};
use crate::place;
use crate::series::Unit;
use rustix::process::{Resource, getrlimit};
use std::fs::{File, read_dir};
use std::time::Duration;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// Round trips of the active guests.
const ROUND_TRIPS: usize = 2000;
/// The descriptors that a store may take.
const DESCRIPTORS: u64 = 4;
/// How long the processor time of idle stores is taken.
const REST: Duration = Duration::from_secs(1);

/// What idle stores take, and how long a byte takes there and back between two guests beside them.
pub(super) fn idle(bench: &Bench) -> Result<Curve<'_>> {
    let program = bench.guests.program("bench_fifo", FrontEnd::P2Async)?;
    let mut sizes = vec![1, 10, 100, 1000, 4000, 10_000];
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    sizes.retain(|size| {
        let fits = limit >= DESCRIPTORS * *size as u64;
        if !fits {
            eprintln!(
                "skipped: {size} stores, which the limit of {limit} open descriptors forbids"
            );
        }
        fits
    });
    Ok(Curve {
        title: "Stores with a guest that waits at a FIFO, p2 async",
        of: "stores",
        sizes,
        columns: vec![
            Column {
                name: "memory of each",
                unit: Unit::Bytes,
            },
            Column {
                name: "descriptors of each",
                unit: Unit::Count,
            },
            times("processor time of all in a second"),
            times("a byte there and back beside them, median"),
            times("99th percentile"),
        ],
        sample: Box::new(move |size| sample(bench, &program, size)),
    })
}

fn sample(bench: &Bench, program: &Program, size: usize) -> Result<Vec<f64>> {
    let dir = bench.place.fresh("")?;
    let (memory, descriptors) = (resident()?, open_descriptors()?);
    let mut guests = Vec::with_capacity(size);
    for number in 0..size {
        let own = dir.path().join(number.to_string());
        std::fs::create_dir(&own)?;
        place::fifo(&own.join("idle"))?;
        let job = Job::new(FrontEnd::P2Async, vec!["wait".into()]);
        guests.push(bench.guests.spawn(program, &job, &own)?);
    }
    guests.iter().try_for_each(Running::wait_for_output)?;
    let count = size as f64;
    let mut figures = vec![
        (resident()? - memory) / count,
        (open_descriptors()? - descriptors) / count,
    ];
    let before = processor_time();
    std::thread::sleep(REST);
    figures.push((processor_time() - before).as_nanos() as f64 / REST.as_secs_f64());
    figures.extend(latency(bench, program)?);
    for number in 0..size {
        let idle = dir.path().join(number.to_string()).join("idle");
        drop(File::options().write(true).open(idle)?);
    }
    guests
        .into_iter()
        .try_for_each(|guest| bench.guests.finish(guest).map(drop))?;
    Ok(figures)
}

/// The median and the 99th percentile of a byte there and back.
fn latency(bench: &Bench, program: &Program) -> Result<[f64; 2]> {
    let dir = bench.place.fresh("")?;
    for name in ["there", "back"] {
        place::fifo(&dir.path().join(name))?;
    }
    let words = |word: &str| vec![word.to_owned(), ROUND_TRIPS.to_string()];
    let pong = spawn(bench, program, words("pong"), dir.path())?;
    let ping = spawn(bench, program, words("latency"), dir.path())?;
    let output = bench.guests.finish(ping)?;
    bench.guests.finish(pong)?;
    let mut numbers = output.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(median)), Some(Ok(late))) => Ok([median, late]),
        _ => wasmtime::bail!("{output:?} are not two numbers"),
    }
}

fn open_descriptors() -> Result<f64> {
    let open = read_dir("/proc/self/fd").context("procfs is not mounted at /proc")?;
    Ok(open.count() as f64)
}

/// The processor time of this process.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}
