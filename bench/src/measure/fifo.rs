//! Throughput and latency of FIFOs.

use super::Bench;
use crate::guests::{FrontEnd, Job, Program};
use crate::place;
use crate::series::{Contender, Goal, Series, Unit};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Instant;
use wasmtime::error::Context as _;
use wasmtime::{Result, bail, ensure, format_err};

const NATIVE: &str = "native to native";

/// What guests cannot exceed through streams that wait in the kernel.
const FLOOR: &str = "p2 sync, streams of one system call";

/// Round trips in one measurement.
const ROUND_TRIPS: usize = 2000;

/// FIFOs that a guest holds open beside the one that it uses.
pub(super) const IDLE: usize = 10_000;

/// The program at one end of a FIFO.
#[derive(Clone)]
enum Peer {
    Native,
    Guest(Program, FrontEnd),
}

/// The work of a peer, in the arguments of the guest program.
#[derive(Clone)]
enum Task {
    Write { chunk: usize, count: usize },
    Read { chunk: usize },
    Ping { idle: usize },
    Pong,
}

/// The pairs that are measured.
fn pairs(bench: &Bench) -> Result<Vec<(&'static str, Peer, Peer)>> {
    let guest = |name, front_end| {
        let program = bench.guests.program(name, front_end)?;
        Ok::<_, wasmtime::Error>(Peer::Guest(program, front_end))
    };
    let sync = guest("bench_fifo", FrontEnd::P2Sync)?;
    let asynchronous = guest("bench_fifo", FrontEnd::P2Async)?;
    let floor = guest("bench_fifo", FrontEnd::BareStreams)?;
    let p3 = guest("examples/bench_fifo_p3", FrontEnd::P3)?;
    Ok(vec![
        (NATIVE, Peer::Native, Peer::Native),
        ("p2 sync to p2 sync", sync.clone(), sync.clone()),
        ("p2 sync to native", sync.clone(), Peer::Native),
        ("native to p2 sync", Peer::Native, sync),
        ("p2 async to p2 async", asynchronous.clone(), asynchronous),
        ("p3 to p3", p3.clone(), p3),
        (FLOOR, floor.clone(), floor),
    ])
}

/// Bytes in a second, written and read in pieces of `chunk` bytes.
pub(super) fn throughput(bench: &Bench, chunk: usize) -> Result<Series<'_>> {
    let goal = match chunk {
        // Guests cannot exceed `FLOOR`, which reaches a third of native where no native end sleeps.
        0x1000 => Some(Goal::RatioAtLeast(0.3)),
        0x1_0000 => Some(Goal::RatioAtLeast(0.6)),
        0x10_0000 => Some(Goal::RatioAtLeast(0.8)),
        _ => None,
    };
    let total = (chunk * 2048).clamp(128 << 20, 256 << 20);
    let count = total / chunk;
    let mut contenders = Vec::new();
    for (name, writer, reader) in pairs(bench)? {
        let (write, read) = (Task::Write { chunk, count }, Task::Read { chunk });
        let mut contender = Contender::new(name, move || {
            let time = together(bench, (&writer, &write), (&reader, &read))?;
            Ok(total as f64 * 1e9 / time)
        });
        if name != NATIVE {
            contender = contender.against(NATIVE);
        }
        let between_guests = !name.contains("native") && name != FLOOR;
        if let (Some(goal), true) = (goal, between_guests) {
            contender = contender.goal(goal);
        }
        contenders.push(contender);
    }
    Ok(Series {
        title: format!("FIFO throughput, {} KiB at a time", chunk >> 10),
        unit: Unit::BytesPerSecond,
        contenders,
    })
}

/// One byte there and one back, over two FIFOs.
pub(super) fn round_trip(bench: &Bench) -> Result<Series<'_>> {
    let mut contenders = Vec::new();
    for (name, one, other) in pairs(bench)? {
        let contender = Contender::new(name, move || {
            let ping = Task::Ping { idle: 0 };
            let time = together(bench, (&one, &ping), (&other, &Task::Pong))?;
            Ok(time / ROUND_TRIPS as f64)
        });
        contenders.push(match name {
            NATIVE => contender,
            _ => contender.against(NATIVE),
        });
    }
    Ok(Series {
        title: "FIFO round trip of a byte".into(),
        unit: Unit::Nanoseconds,
        contenders,
    })
}

/// The same beside FIFOs that nobody uses, which one of the guests holds open.
pub(super) fn beside_idle(bench: &Bench) -> Result<Series<'_>> {
    let mut contenders = Vec::new();
    for (program, front_end, alone, beside) in [
        ("bench_fifo", FrontEnd::P2Sync, "p2 sync, alone", "p2 sync"),
        (
            "bench_fifo",
            FrontEnd::P2Async,
            "p2 async, alone",
            "p2 async",
        ),
        ("examples/bench_fifo_p3", FrontEnd::P3, "p3, alone", "p3"),
    ] {
        let peer = Peer::Guest(bench.guests.program(program, front_end)?, front_end);
        for (name, idle) in [(alone, 0), (beside, IDLE)] {
            let peer = peer.clone();
            let contender = Contender::new(name, move || {
                Ok(exchange_time(bench, &peer, idle)? / ROUND_TRIPS as f64)
            });
            contenders.push(match idle {
                0 => contender,
                _ => contender.against(alone).goal(Goal::RatioAtMost(2.0)),
            });
        }
    }
    Ok(Series {
        title: format!("FIFO round trip of a byte beside {IDLE} idle FIFOs"),
        unit: Unit::Nanoseconds,
        contenders,
    })
}

/// Nanoseconds of the exchange between two guests, as the one says that holds `idle` FIFOs open.
fn exchange_time(bench: &Bench, peer: &Peer, idle: usize) -> Result<f64> {
    let Peer::Guest(program, front_end) = peer else {
        bail!("a native peer holds no FIFOs open");
    };
    let dir = bench.place.fresh("")?;
    for name in ["there", "back", "idle"] {
        place::fifo(&dir.path().join(name))?;
    }
    let mut job = Job::new(*front_end, Task::Ping { idle }.words());
    job.mknod.max_open_fifos(IDLE + 16);
    let output = std::thread::scope(|scope| {
        let pong = scope.spawn(|| work(bench, peer, &Task::Pong, dir.path()));
        let output = bench.guests.run(program, &job, dir.path());
        pong.join()
            .map_err(|_| format_err!("a thread panicked"))??;
        output
    })?;
    output
        .trim()
        .parse::<f64>()
        .context("the guest writes no number")
}

/// Lets two peers work at once and answers how many nanoseconds they took.
fn together(bench: &Bench, one: (&Peer, &Task), other: (&Peer, &Task)) -> Result<f64> {
    let dir = bench.place.fresh("")?;
    for name in ["there", "back"] {
        place::fifo(&dir.path().join(name))?;
    }
    let start = Instant::now();
    std::thread::scope(|scope| {
        let handle = scope.spawn(|| work(bench, one.0, one.1, dir.path()));
        let result = work(bench, other.0, other.1, dir.path());
        handle
            .join()
            .map_err(|_| format_err!("a thread panicked"))??;
        result
    })?;
    Ok(start.elapsed().as_nanos() as f64)
}

fn work(bench: &Bench, peer: &Peer, task: &Task, dir: &Path) -> Result<()> {
    match peer {
        Peer::Native => native(task, dir),
        Peer::Guest(program, front_end) => {
            let job = Job::new(*front_end, task.words());
            bench.guests.run(program, &job, dir).map(drop)
        }
    }
}

impl Task {
    fn words(&self) -> Vec<String> {
        match self {
            Self::Write { chunk, count } => {
                vec!["write".into(), chunk.to_string(), count.to_string()]
            }
            Self::Read { chunk } => vec!["read".into(), chunk.to_string()],
            Self::Ping { idle } => vec!["ping".into(), ROUND_TRIPS.to_string(), idle.to_string()],
            Self::Pong => vec!["pong".into(), ROUND_TRIPS.to_string()],
        }
    }
}

fn native(task: &Task, dir: &Path) -> Result<()> {
    let (there, back) = (dir.join("there"), dir.join("back"));
    let write_to = |path| File::options().write(true).open(path);
    match task {
        Task::Write { chunk, count } => {
            let (mut pipe, bytes) = (write_to(there)?, vec![1; *chunk]);
            (0..*count).try_for_each(|_| pipe.write_all(&bytes))?;
        }
        Task::Read { chunk } => {
            let (mut pipe, mut bytes) = (File::open(there)?, vec![0; *chunk]);
            while pipe.read(&mut bytes)? > 0 {}
        }
        Task::Ping { .. } => {
            let (mut there, mut back) = (write_to(there)?, File::open(back)?);
            exchange(|byte| {
                there.write_all(byte)?;
                back.read_exact(byte)
            })?;
        }
        Task::Pong => {
            let (mut there, mut back) = (File::open(there)?, write_to(back)?);
            exchange(|byte| {
                there.read_exact(byte)?;
                back.write_all(byte)
            })?;
        }
    }
    Ok(())
}

fn exchange(mut once: impl FnMut(&mut [u8; 1]) -> std::io::Result<()>) -> Result<()> {
    let mut byte = [7];
    for _ in 0..ROUND_TRIPS {
        once(&mut byte)?;
        ensure!(byte == [7], "another byte came back");
    }
    Ok(())
}
