//! Benchmarks of wasi-mknod against the system calls: `cargo xtask bench` builds and runs them.

mod curve;
mod floor;
mod guests;
mod measure;
mod native;
mod place;
mod report;
mod series;
mod stats;
mod sys;

use clap::Parser;
use measure::scale::CURVES;
use measure::{Bench, SUBJECTS};
use report::{Machine, Report};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::path::PathBuf;
use wasmtime::{Result, bail};

/// Measures wasi-mknod against the system calls, in turns and in one process.
#[derive(Parser)]
struct Arguments {
    /// Only subjects with this in their names.
    filter: Option<String>,
    /// The folder with the compiled guests.
    #[arg(long)]
    guests: PathBuf,
    /// The command-line runner.
    #[arg(long)]
    runner: PathBuf,
    /// How often each figure is taken.
    #[arg(long, default_value_t = 31)]
    rounds: usize,
    /// A directory on a tmpfs.
    #[arg(long, default_value = "/dev/shm")]
    directory: PathBuf,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Where to draw them.
    #[arg(long)]
    svg: Option<PathBuf>,
    /// The JSON of an earlier run to compare the figures with.
    #[arg(long)]
    compare: Option<PathBuf>,
    /// The runner of wasmtime to compare the runner with.
    #[arg(long)]
    wasmtime: Option<PathBuf>,
    /// A Markdown file whose tables to replace.
    #[arg(long)]
    readme: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.rounds == 0 {
        bail!("--rounds 0 measures nothing: give 1 or more");
    }
    let machine = Machine::this()?;
    if !machine.optimised() {
        eprintln!("This is a debug build: its figures say little.");
    }
    let filter = arguments.filter.unwrap_or_default();
    let subjects: Vec<_> = SUBJECTS
        .iter()
        .filter(|(name, _)| name.contains(&filter))
        .collect();
    let chosen_curves: Vec<_> = CURVES
        .iter()
        .filter(|(name, _)| name.contains(&filter))
        .collect();
    if subjects.is_empty() && chosen_curves.is_empty() {
        let series = SUBJECTS.iter().map(|(name, _)| *name);
        let names: Vec<_> = series.chain(CURVES.iter().map(|(name, _)| *name)).collect();
        bail!(
            "no subject has {filter:?} in its name: there are {}",
            names.join(", ")
        );
    }
    let earlier = arguments.compare.as_deref();
    let earlier = earlier.map(report::compare::read).transpose()?;
    raise_descriptor_limit()?;
    let mounts = place::private_mounts();
    let place = place::Place::new(arguments.directory)?;
    let bench = Bench {
        without_devices: mounts.then(|| place.without_devices()).transpose()?,
        guests: guests::Guests::new(arguments.guests)?,
        place,
        runner: arguments.runner,
        wasmtime: arguments.wasmtime,
    };
    let (mut series, mut curves) = (Vec::new(), Vec::new());
    for (index, (name, prepare)) in subjects.iter().enumerate() {
        eprintln!("[{}/{}] {name}", index + 1, subjects.len());
        let prepared = prepare(&bench)?;
        if let Some(reason) = prepared.why_skipped() {
            eprintln!("skipped: {reason}");
            continue;
        }
        let outcome = prepared.run(name, arguments.rounds)?;
        println!("{}\n", report::table::markdown(&outcome));
        series.push(outcome);
    }
    for (name, prepare) in chosen_curves {
        eprintln!("{name}");
        let outcome = prepare(&bench)?.run(name, arguments.rounds)?;
        println!("{}: {}\n\n{}\n", name, outcome.title, outcome.markdown());
        curves.push(outcome);
    }
    let report = Report {
        machine,
        series,
        curves,
    };
    if let Some(earlier) = earlier {
        println!("{}", earlier.describe(&report.series, &report.curves));
    }
    if let Some(path) = arguments.json {
        report::write(&path, &report::json(&report)?)?;
    }
    if let Some(path) = arguments.svg {
        report::write(&path, &report::chart::svg(&report.series))?;
    }
    if let Some(path) = arguments.readme {
        report::update(&path, &report)?;
    }
    Ok(())
}

/// Raises the limit of open descriptors as far as it goes, or to what root may give itself: some
/// subjects hold many FIFOs open.
fn raise_descriptor_limit() -> Result<()> {
    const WANTED: u64 = 100_000;
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: Some(WANTED),
        maximum: limit.maximum.map(|maximum| maximum.max(WANTED)),
    };
    if setrlimit(Resource::Nofile, raised).is_ok() {
        return Ok(());
    }
    let current = limit.maximum;
    Ok(setrlimit(Resource::Nofile, Rlimit { current, ..limit })?)
}
