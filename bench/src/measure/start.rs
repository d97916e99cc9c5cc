//! The time from an engine to the first node of a guest.

use super::Bench;
use crate::guests::{FrontEnd, Job, Program};
use crate::series::{Contender, Goal, Series, Unit};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wasmtime::component::Component;
use wasmtime::error::Context as _;
use wasmtime::{Cache, CacheConfig, Config, Engine};
use wasmtime::{Result, bail, ensure, format_err};

const TOGETHER: &str = "store, instance, first call";

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
            let times = first_call(bench, &ready, FrontEnd::P2Sync)?;
            Ok(part(times).as_nanos() as f64)
        })
    };
    let pooled = bench
        .guests
        .program("bench_start", FrontEnd::P2SyncPooling)?;
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
            contender(TOGETHER, |times| times.iter().sum()).goal(Goal::AtMost(40_000.0)),
            Contender::new("the same with the pooling allocator", move || {
                let times = first_call(bench, &pooled, FrontEnd::P2SyncPooling)?;
                Ok(times.iter().sum::<Duration>().as_nanos() as f64)
            })
            .against(TOGETHER),
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
fn first_call(bench: &Bench, program: &Program, front_end: FrontEnd) -> Result<[Duration; 3]> {
    let Program::P2Sync(program) = program else {
        bail!("the program is not linked for this");
    };
    let job = Job::new(front_end, Vec::new());
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

/// The runner as a whole process, and the one of wasmtime with a component that needs no more than
/// it has.
pub(super) fn runner(bench: &Bench) -> Result<Series<'_>> {
    const NATIVE: &str = "native mkfifo";
    let mut contenders = vec![
        Contender::new(NATIVE, || {
            let dir = bench.place.fresh("")?;
            process(Command::new("mkfifo").arg(dir.path().join("queue")))
        }),
        Contender::new("wasi-mknod run", || make_fifo(bench))
            .against(NATIVE)
            .goal(Goal::AtMost(25e6)),
    ];
    let Some(theirs) = &bench.wasmtime else {
        eprintln!("the runner of wasmtime is not measured: name it with --wasmtime");
        return Ok(whole_process(contenders));
    };
    for (reference, name, cached) in [
        (
            "wasmtime run, hello, cached",
            "wasi-mknod run, hello, cached",
            true,
        ),
        (
            "wasmtime run, hello, compiled",
            "wasi-mknod run, hello, compiled",
            false,
        ),
    ] {
        contenders.push(Contender::new(reference, move || {
            hello(
                bench,
                theirs,
                if cached {
                    &["-C", "cache=y"]
                } else {
                    &["-C", "cache=n"]
                },
            )
        }));
        let ours = Contender::new(name, move || {
            hello(
                bench,
                &bench.runner,
                if cached { &[] } else { &["--no-cache"] },
            )
        });
        contenders.push(ours.against(reference).goal(Goal::RatioAtMost(1.0)));
    }
    Ok(whole_process(contenders))
}

fn whole_process(contenders: Vec<Contender<'_>>) -> Series<'_> {
    Series {
        title: "A whole process".into(),
        unit: Unit::Nanoseconds,
        contenders,
    }
}

/// A process that makes one FIFO, with compiled code in its cache.
fn make_fifo(bench: &Bench) -> Result<f64> {
    let dir = bench.place.fresh("")?;
    let mut command = Command::new(&bench.runner);
    command.args(["run", "--dir"]);
    command.arg(format!("{}::/", dir.path().display()));
    let wasm = bench.guests.file("examples/mkfifo");
    let time = process(command.arg(wasm).arg("/queue"))?;
    ensure!(dir.path().join("queue").exists(), "there is no FIFO");
    Ok(time)
}

/// A process of `runner` with a guest that makes no node.
fn hello(bench: &Bench, runner: &Path, options: &[&str]) -> Result<f64> {
    let mut command = Command::new(runner);
    command.arg("run").args(options);
    process(
        command
            .arg(bench.guests.file("bench_hello"))
            .stdout(Stdio::null()),
    )
}

/// Runs a process, and returns its time.
pub(super) fn process(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).status();
    let elapsed = start.elapsed();
    let status = status.with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(elapsed.as_nanos() as f64)
}
