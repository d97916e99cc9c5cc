//! The time from an engine to the first node of a guest.

use super::Bench;
use crate::guests::{FrontEnd, Job, Program};
use crate::series::{Contender, Goal, Series, Unit};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wasmtime::component::Component;
use wasmtime::error::Context as _;
use wasmtime::{Cache, CacheConfig, Config, Engine};
use wasmtime::{Result, bail, ensure, format_err};

/// Instances in one measurement.
const INSTANCES: u32 = 200;

/// The phases of a start: those of each process, then those of each guest.
pub(super) fn phases(bench: &Bench) -> Result<Series<'_>> {
    let file = bench.guests.file("bench_start");
    let bytes = std::fs::read(&file).with_context(|| format!("{}", file.display()))?;
    let cache = tempfile::tempdir()?;
    let mut cached = CacheConfig::new();
    cached.with_directory(cache.path());
    let mut config = Config::new();
    config.cache(Some(Cache::new(cached)?));
    let with_cache = Engine::new(&config)?;
    let component = Component::new(&with_cache, &bytes)?;
    let ready = bench.guests.program("bench_start", FrontEnd::P2Sync)?;
    let ours = bench.guests.component("bench_start", FrontEnd::P2Sync)?;
    let plain = Engine::default();
    let compiled = bytes.clone();
    drop(component);
    let contender = |name, part: fn([Duration; 3]) -> Duration| {
        let ready = ready.clone();
        Contender::new(name, move || {
            Ok(part(first_call(bench, &ready)?).as_nanos() as f64)
        })
    };
    Ok(Series {
        title: "Start of a guest that makes one FIFO".into(),
        unit: Unit::Nanoseconds,
        contenders: vec![
            Contender::new("Engine::default", || timed(|| Ok(Engine::default()))),
            Contender::new("compile the component", move || {
                timed(|| Component::new(&plain, &compiled))
            }),
            Contender::new("load it from the cache", move || {
                // The folder lives as long as the contender.
                let _ = &cache;
                timed(|| Component::new(&with_cache, &bytes))
            }),
            Contender::new("link it (instantiate_pre)", move || {
                timed(|| bench.guests.link(&ours, FrontEnd::P2Sync))
            }),
            contender("store", |times| times[0]),
            contender("instance", |times| times[1]),
            contender("first call", |times| times[2]),
            contender("store, instance, first call", |times| times.iter().sum())
                .goal(Goal::AtMost(40_000.0)),
        ],
    })
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = Instant::now();
    let result = work();
    let elapsed = start.elapsed();
    result?;
    Ok(elapsed.as_nanos() as f64)
}

/// The times of a new store, of an instance in it, and of the first call.
fn first_call(bench: &Bench, program: &Program) -> Result<[Duration; 3]> {
    let Program::P2Sync(program) = program else {
        bail!("the program is not linked for this");
    };
    let job = Job::new(FrontEnd::P2Sync, Vec::new());
    let dir = bench.place.fresh("")?;
    let node = dir.path().join("first");
    let mut times = [Duration::ZERO; 3];
    for _ in 0..INSTANCES {
        let start = Instant::now();
        let (mut store, _) = bench.guests.store(&job, dir.path())?;
        let with_store = Instant::now();
        let command = program.instantiate(&mut store)?;
        let with_instance = Instant::now();
        let outcome = command.wasi_cli_run().call_run(&mut store)?;
        times[0] += with_store - start;
        times[1] += with_instance - with_store;
        times[2] += with_instance.elapsed();
        outcome.map_err(|()| format_err!("the guest failed"))?;
        std::fs::remove_file(&node)?;
    }
    Ok(times.map(|time| time / INSTANCES))
}

/// The runner as a whole process, with compiled code in its cache.
pub(super) fn runner(bench: &Bench) -> Result<Series<'_>> {
    const NATIVE: &str = "native mkfifo";
    let wasm = bench.guests.file("examples/mkfifo");
    Ok(Series {
        title: "A whole process that makes one FIFO".into(),
        unit: Unit::Nanoseconds,
        contenders: vec![
            Contender::new(NATIVE, || {
                let dir = bench.place.fresh("")?;
                process(Command::new("mkfifo").arg(dir.path().join("queue")))
            }),
            Contender::new("wasi-mknod run", move || {
                let dir = bench.place.fresh("")?;
                let mut command = Command::new(&bench.runner);
                command.args(["run", "--dir"]);
                command.arg(format!("{}::/", dir.path().display()));
                let time = process(command.arg(&wasm).arg("/queue"))?;
                ensure!(dir.path().join("queue").exists(), "there is no FIFO");
                Ok(time)
            })
            .against(NATIVE)
            .goal(Goal::AtMost(25e6)),
        ],
    })
}

fn process(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).status();
    let elapsed = start.elapsed();
    let status = status.with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(elapsed.as_nanos() as f64)
}
