//! `cargo xtask guests`: compiles or lints the guest programs.

use anyhow::{Context, Result};
use guest_build::{GuestBuild, Program};

use crate::{go, js, process, python, setup, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Check guests with clippy, rustdoc, TypeScript and `go vet` instead of compiling them, warnings
    /// denied.
    #[arg(long)]
    lint: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.lint {
        js::lint()?;
        go::lint()?;
        return lint(&setup::guests()?);
    }
    let build = setup::all_guests()?;
    build.compile()?;
    python::build(&build)?;
    js::build(&build)?;
    go::build(&build)?;
    for program in Program::list(workspace::root())? {
        println!(
            "{}",
            build
                .output_dir()
                .join(GuestBuild::output_name(&program))
                .display()
        );
    }
    let others = [
        python::outputs(&build),
        js::outputs(&build),
        go::outputs(&build),
    ];
    for name in others.into_iter().flatten() {
        println!("{}", build.output_dir().join(name).display());
    }
    let c = build
        .c_build()
        .outputs()
        .context("cannot list the C programs")?;
    for (name, _) in c {
        println!("{}", build.output_dir().join(name).display());
    }
    Ok(())
}

/// The packages that have code for guests, and the features of the one that is published.
const SELECTIONS: [&[&str]; 4] = [
    &["--package", "wasi-mknod"],
    &["--package", "wasi-mknod", "--all-features"],
    &["--package", "wasi-mknod-test-programs"],
    &["--package", "wasi-mknod-unpack"],
];

fn lint(build: &GuestBuild) -> Result<()> {
    if let Some(cargo) = &build.toolchain.cargo {
        println!("Left out: {} has no clippy.", cargo.display());
        return Ok(());
    }
    for selection in SELECTIONS {
        let mut clippy = build.cargo("clippy");
        clippy.args(selection).arg("--all-targets");
        process::run(clippy.args(["--", "--deny", "warnings"]))?;
    }
    let mut doc = build.cargo("doc");
    doc.args(["--package", "wasi-mknod", "--all-features", "--no-deps"]);
    process::run(doc.env("RUSTDOCFLAGS", "--deny warnings"))
}
