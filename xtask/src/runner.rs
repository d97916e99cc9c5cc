//! The command-line runner `wasi-mknod`.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// The runner, built.
pub(crate) struct Runner {
    /// The folder with the program.
    pub(crate) dir: PathBuf,
}

impl Runner {
    /// Builds the runner and the example `pipeline` from this workspace.
    pub(crate) fn build(target_dir: &Path) -> Result<Self> {
        compile(
            target_dir,
            &["--bin", "wasi-mknod", "--example", "pipeline"],
        )?;
        Ok(Self {
            dir: target_dir.join("debug"),
        })
    }

    /// Builds the runner and the benchmarks, with optimisation.
    pub(crate) fn build_with_benchmarks(target_dir: &Path) -> Result<Self> {
        compile(
            target_dir,
            &[
                "--release",
                "--bin",
                "wasi-mknod",
                "--bin",
                "wasi-mknod-bench",
            ],
        )?;
        Ok(Self {
            dir: target_dir.join("release"),
        })
    }

    /// The program.
    pub(crate) fn program(&self) -> PathBuf {
        self.dir.join(format!("wasi-mknod{EXE_SUFFIX}"))
    }

    /// The example `name`, built.
    pub(crate) fn example(&self, name: &str) -> PathBuf {
        self.dir
            .join("examples")
            .join(format!("{name}{EXE_SUFFIX}"))
    }

    /// The command `wasi-mknod run`.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.program());
        command.arg("run");
        command
    }
}

/// Builds with the packages and features that the tests are built with: with others, cargo compiles
/// wasmtime once more.
fn compile(target_dir: &Path, options: &[&str]) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command.arg("build").args(workspace::NATIVE).args(options);
    process::run_aside(
        command
            .arg("--target-dir")
            .arg(target_dir)
            .current_dir(workspace::root()),
    )
}
