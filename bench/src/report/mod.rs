//! The outputs of a run: tables, JSON, the chart and the tables of `bench/README.md`.

pub(crate) mod chart;
pub(crate) mod compare;
mod date;
pub(crate) mod summary;
pub(crate) mod table;

use crate::curve::CurveOutcome;
use crate::series::Outcome;
use serde::Serialize;
use std::fs;
use std::path::Path;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// Everything that one run found out.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) series: Vec<Outcome>,
    pub(crate) curves: Vec<CurveOutcome>,
}

/// On what it was found out.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    date: String,
    kernel: String,
    processors: usize,
    wasi_mknod: &'static str,
    /// False for a debug build, whose figures say little.
    optimised: bool,
}

impl Machine {
    pub(crate) fn optimised(&self) -> bool {
        self.optimised
    }

    /// The machine, the date and the number of rounds in one sentence.
    fn describe(&self, rounds: usize) -> String {
        format!(
            "Medians of {rounds} rounds, taken on {} on a machine with {} processors and {}, with wasi-mknod {}.",
            self.date, self.processors, self.kernel, self.wasi_mknod
        )
    }

    pub(crate) fn this() -> Result<Self> {
        let name = rustix::system::uname();
        let release = name.release().to_string_lossy();
        // Without what the distributor adds.
        let version = release.split('-').next().unwrap_or_default();
        Ok(Self {
            date: date::today(),
            kernel: format!("{} {version}", name.sysname().to_string_lossy()),
            processors: std::thread::available_parallelism()?.get(),
            wasi_mknod: env!("CARGO_PKG_VERSION"),
            optimised: !cfg!(debug_assertions),
        })
    }
}

/// Writes the tables of `report` into the Markdown file `path`, each between its markers. Tables
/// without a figure stay as they are.
pub(crate) fn update(path: &Path, report: &Report) -> Result<()> {
    let mut text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let rounds = report.series.first().map_or(0, |series| series.rounds);
    text = summary::insert(&text, "machine", &report.machine.describe(rounds))?;
    for (name, table) in summary::tables(&report.series) {
        text = summary::insert(&text, name, &table)?;
    }
    for curve in &report.curves {
        text = summary::insert(&text, curve.subject, &curve.markdown())?;
    }
    write(path, &text)
}

/// Writes `text` to the file `path`.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The report as JSON.
pub(crate) fn json(report: &Report) -> Result<String> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}
