//! Benchmarks of wasi-mknod against the system calls: `cargo xtask bench` builds and runs them.

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
use measure::{Bench, SUBJECTS};
use report::{Machine, Report};
use rustix::process::{Resource, getrlimit, setrlimit};
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
    if subjects.is_empty() {
        let names: Vec<_> = SUBJECTS.iter().map(|(name, _)| *name).collect();
        bail!(
            "no subject has {filter:?} in its name: there are {}",
            names.join(", ")
        );
    }
    raise_descriptor_limit()?;
    let bench = Bench {
        guests: guests::Guests::new(arguments.guests)?,
        place: place::Place::new(arguments.directory)?,
        runner: arguments.runner,
    };
    let mut series = Vec::new();
    for (index, (name, prepare)) in subjects.iter().enumerate() {
        eprintln!("[{}/{}] {name}", index + 1, subjects.len());
        let outcome = prepare(&bench)?.run(name, arguments.rounds)?;
        println!("{}\n", report::table::markdown(&outcome));
        series.push(outcome);
    }
    let report = Report { machine, series };
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

/// Raises the limit of open descriptors as far as it goes: some subjects hold many FIFOs open.
fn raise_descriptor_limit() -> Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    Ok(setrlimit(Resource::Nofile, limit)?)
}
