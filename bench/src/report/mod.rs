//! What becomes of the figures.

pub(crate) mod chart;
pub(crate) mod table;

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
}

/// On what it was found out.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    kernel: String,
    processors: usize,
    wasi_mknod: &'static str,
    /// Whether the figures are worth something: a debug build is slow.
    optimised: bool,
}

impl Machine {
    pub(crate) fn optimised(&self) -> bool {
        self.optimised
    }

    pub(crate) fn this() -> Result<Self> {
        let name = rustix::system::uname();
        Ok(Self {
            kernel: format!(
                "{} {}",
                name.sysname().to_string_lossy(),
                name.release().to_string_lossy()
            ),
            processors: std::thread::available_parallelism()?.get(),
            wasi_mknod: env!("CARGO_PKG_VERSION"),
            optimised: !cfg!(debug_assertions),
        })
    }
}

/// Writes `text` to the file `path`.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The report as JSON.
pub(crate) fn json(report: &Report) -> Result<String> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}
