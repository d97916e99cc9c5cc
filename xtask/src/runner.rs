//! The command-line runner `wasi-mknod`.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{metadata, process};

/// The runner, built.
pub(crate) struct Runner {
    /// The folder with the program.
    pub(crate) dir: PathBuf,
}

impl Runner {
    /// Builds the runner from this workspace.
    pub(crate) fn build(target_dir: &Path) -> Result<Self> {
        let mut command = Command::new(metadata::cargo());
        command.args([
            "build",
            "--package",
            "wasi-mknod-wasmtime",
            "--features",
            "cli",
            "--bin",
            "wasi-mknod",
        ]);
        process::run_aside(
            command
                .arg("--target-dir")
                .arg(target_dir)
                .current_dir(metadata::root()),
        )?;
        Ok(Self {
            dir: target_dir.join("debug"),
        })
    }

    /// The command `wasi-mknod run`.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.dir.join(format!("wasi-mknod{EXE_SUFFIX}")));
        command.arg("run");
        command
    }
}
