//! `cargo xtask guests`: the guest programs.

use std::process::Command;

use anyhow::Result;
use guest_build::{GuestBuild, Program};

use crate::{metadata, process, setup};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Check guests with clippy and rustdoc instead of compiling them, warnings denied.
    #[arg(long)]
    lint: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let build = setup::guests()?;
    if arguments.lint {
        return lint(&build);
    }
    build.compile()?;
    for program in Program::list(metadata::root())? {
        println!(
            "{}",
            build
                .output_dir()
                .join(GuestBuild::output_name(&program))
                .display()
        );
    }
    Ok(())
}

/// The packages that have code for guests.
const PACKAGES: [&str; 4] = [
    "--package",
    "wasi-mknod",
    "--package",
    "wasi-mknod-test-programs",
];

fn lint(build: &GuestBuild) -> Result<()> {
    if let Some(cargo) = &build.toolchain.cargo {
        println!("Left out: {} has no clippy.", cargo.display());
        return Ok(());
    }
    let mut clippy = build.cargo("clippy");
    process::run(
        clippy
            .args(PACKAGES)
            .args(["--all-targets", "--", "--deny", "warnings"]),
    )?;
    let mut doc = build.cargo("doc");
    process::run(without_dependencies(&mut doc))
}

fn without_dependencies(doc: &mut Command) -> &mut Command {
    doc.args(["--package", "wasi-mknod", "--no-deps"])
        .env("RUSTDOCFLAGS", "--deny warnings")
}
