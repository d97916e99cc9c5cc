//! Resident memory of stores, instances and open FIFOs.

use super::Bench;
use super::fifo::IDLE;
use crate::guests::{FrontEnd, Job, Program};
use crate::place;
use crate::series::{Contender, Goal, Series, Unit};
use crate::sys;
use std::fs::File;
use std::io::{Read as _, Write as _};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail, format_err};

/// Objects in one measurement, of which the mean is taken.
const COUNT: usize = 500;

/// Resident memory of stores, instances and FIFOs that are open at one end.
pub(super) fn each(bench: &Bench) -> Result<Series<'_>> {
    let start = bench.guests.program("bench_start", FrontEnd::P2Sync)?;
    let fifo = bench.guests.program("bench_fifo", FrontEnd::P2Sync)?;
    Ok(Series {
        title: "Memory of each".into(),
        unit: Unit::Bytes,
        contenders: vec![
            Contender::new("store", move || stores(bench)),
            Contender::new("store with an instance", move || instances(bench, &start)),
            Contender::new("FIFO without a writer", move || {
                Ok((fifos(bench, &fifo, IDLE)? - fifos(bench, &fifo, 0)?) / IDLE as f64)
            })
            .goal(Goal::AtMost(1024.0)),
        ],
    })
}

fn stores(bench: &Bench) -> Result<f64> {
    let (dir, job) = (
        bench.place.fresh("")?,
        Job::new(FrontEnd::P2Sync, Vec::new()),
    );
    let before = resident()?;
    let stores: Vec<_> = (0..COUNT)
        .map(|_| bench.guests.store(&job, dir.path()))
        .collect::<Result<_>>()?;
    let after = resident()?;
    drop(stores);
    Ok((after - before) / COUNT as f64)
}

fn instances(bench: &Bench, program: &Program) -> Result<f64> {
    let Program::P2Sync(program) = program else {
        bail!("the program is not linked for this");
    };
    let (dir, job) = (
        bench.place.fresh("")?,
        Job::new(FrontEnd::P2Sync, Vec::new()),
    );
    let node = dir.path().join("first");
    let mut all = Vec::with_capacity(COUNT);
    let before = resident()?;
    for _ in 0..COUNT {
        let (mut store, _) = bench.guests.store(&job, dir.path())?;
        let command = program.instantiate(&mut store)?;
        let outcome = command.wasi_cli_run().call_run(&mut store)?;
        outcome.map_err(|()| format_err!("the guest failed"))?;
        std::fs::remove_file(&node)?;
        all.push((store, command));
    }
    let after = resident()?;
    drop(all);
    Ok((after - before) / COUNT as f64)
}

/// Resident memory while a guest holds `count` FIFOs open.
fn fifos(bench: &Bench, program: &Program, count: usize) -> Result<f64> {
    let dir = bench.place.fresh("")?;
    for name in ["there", "back", "idle"] {
        place::fifo(&dir.path().join(name))?;
    }
    let arguments = vec!["hold".into(), count.to_string()];
    let mut job = Job::new(FrontEnd::P2Sync, arguments);
    job.mknod.max_open_fifos(IDLE + 16);
    std::thread::scope(|scope| {
        let guest = scope.spawn(|| bench.guests.run(program, &job, dir.path()));
        File::open(dir.path().join("there"))?.read_exact(&mut [0])?;
        let memory = resident()?;
        let mut back = File::options().write(true).open(dir.path().join("back"))?;
        back.write_all(&[0])?;
        guest
            .join()
            .map_err(|_| format_err!("a thread panicked"))??;
        Ok(memory)
    })
}

/// The resident memory of this process in bytes, without what it has freed.
pub(super) fn resident() -> Result<f64> {
    sys::release_free_memory();
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<f64>().ok());
    let pages = pages.with_context(|| format!("/proc/self/statm holds {statm:?}"))?;
    Ok(pages * rustix::param::page_size() as f64)
}
