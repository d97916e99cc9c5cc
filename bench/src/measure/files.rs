//! What guests pay for the overrides at files that are not special: each call that is replaced,
//! against the one of wasmtime-wasi in the same setting.

use super::calls::elapsed;
use super::{Bench, name};
use crate::guests::{FrontEnd, Job, Program};
use crate::place::Place;
use crate::series::{Contender, Goal, Series, Unit};
use rustix::fs::{CWD, Mode, OFlags, openat};
use std::fs;
use std::path::Path;
use std::time::Instant;
use wasi_mknod_test_programs::SAME;
use wasi_mknod_test_programs::files::{DIRECTORY, ENTRIES, FileCall, LENGTH};
use wasmtime::Result;

/// The settings that are compared, ours after the one of wasmtime-wasi.
const PAIRS: [[(FrontEnd, bool); 2]; 4] = [
    [(FrontEnd::Plain, true), (FrontEnd::P2Sync, true)],
    [(FrontEnd::PlainAsync, true), (FrontEnd::P2Async, true)],
    [(FrontEnd::PlainP3, true), (FrontEnd::P3, true)],
    [(FrontEnd::Plain, false), (FrontEnd::P2Sync, false)],
];

/// Calls in one measurement.
const COUNT: usize = 2000;

/// The ratio of calls that are handed on.
const HANDED_ON: f64 = 1.10;
/// The ratio of opening in one step. On a mount without devices it has two system calls more than
/// wasmtime-wasi, see `bench/README.md`.
const ONE_STEP: f64 = 1.20;
/// The ratio of opening by a handle, which is the floor by the times of its system calls.
const BY_HANDLE: f64 = 2.2;

/// A call where devices may exist.
pub(super) fn call(bench: &Bench, call: FileCall) -> Result<Series<'_>> {
    let goal = match call {
        FileCall::Open => BY_HANDLE,
        FileCall::OpenNew | FileCall::OpenDirectory | FileCall::OpenMissing => ONE_STEP,
        _ => HANDED_ON,
    };
    series(bench, &bench.place, call, goal, "")
}

/// A call on a mount without devices.
pub(super) fn call_nodev(bench: &Bench, call: FileCall) -> Result<Series<'_>> {
    let on = ", on a mount without devices";
    match &bench.without_devices {
        Some(place) => series(bench, place, call, ONE_STEP, on),
        None => Ok(Series::skipped("only root can mount a file system")),
    }
}

fn series<'a>(
    bench: &'a Bench,
    place: &'a Place,
    call: FileCall,
    goal: f64,
    on: &str,
) -> Result<Series<'a>> {
    let mut contenders = Vec::new();
    for [theirs, ours] in PAIRS {
        let reference = name(theirs.0, theirs.1);
        contenders.push(guest(bench, place, call, theirs)?);
        let ours = guest(bench, place, call, ours)?.against(reference);
        contenders.push(ours.goal(Goal::RatioAtMost(goal)));
    }
    if call == FileCall::Open {
        let native = Contender::new("native openat, close", || native_open(place));
        contenders.push(native.against(name(FrontEnd::Plain, true)));
    }
    Ok(Series {
        title: format!("wasi:filesystem {}{on}", call.word()),
        unit: Unit::Nanoseconds,
        contenders,
    })
}

fn guest<'a>(
    bench: &'a Bench,
    place: &'a Place,
    call: FileCall,
    (front_end, blocking): (FrontEnd, bool),
) -> Result<Contender<'a>> {
    let program = match front_end {
        FrontEnd::P3 | FrontEnd::PlainP3 => "examples/bench_files_p3",
        _ => "bench_files",
    };
    let program: Program = bench.guests.program(program, front_end)?;
    let job = Job {
        blocking,
        ..Job::new(front_end, vec![call.word().into(), COUNT.to_string()])
    };
    Ok(Contender::new(name(front_end, blocking), move || {
        let dir = place.fresh(DIRECTORY)?;
        prepare(dir.path())?;
        elapsed(bench, &program, &job, dir.path())
    }))
}

/// Makes what the calls are about.
fn prepare(dir: &Path) -> Result<()> {
    prepare_file(dir)?;
    for number in 0..ENTRIES {
        fs::write(dir.join(DIRECTORY).join(number.to_string()), "")?;
    }
    Ok(())
}

fn native_open(place: &Place) -> Result<f64> {
    let dir = place.fresh("")?;
    prepare_file(dir.path())?;
    let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
    let dir = openat(CWD, dir.path(), flags, Mode::empty())?;
    let start = Instant::now();
    for _ in 0..COUNT {
        drop(openat(
            &dir,
            SAME,
            OFlags::RDONLY | OFlags::CLOEXEC,
            Mode::empty(),
        )?);
    }
    Ok(start.elapsed().as_nanos() as f64 / COUNT as f64)
}

fn prepare_file(dir: &Path) -> Result<()> {
    Ok(fs::write(dir.join(SAME), [0; LENGTH])?)
}
