//! The toolchain in use, to which rustup can add the target.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use guest_build::{MODULE_TARGET, TARGET, Toolchain};

use crate::process;

/// The time limit of rustup.
const LIMIT: Duration = Duration::from_secs(120);

/// After how many silent seconds rustup gives up a download. It is three minutes if nobody says.
const SILENCE: &str = "60";

/// The toolchain that also compiles native code, with the target added if it is missing.
pub(super) fn toolchain() -> Result<Toolchain> {
    let toolchain = Toolchain::default();
    add(&toolchain, TARGET)?;
    if let Err(error) = add(&toolchain, MODULE_TARGET) {
        eprintln!("Left out: guests in Rust that are core modules, because {error:#}.");
    }
    Ok(toolchain)
}

/// Adds a target if it is missing.
fn add(toolchain: &Toolchain, target: &str) -> Result<()> {
    let has_std = || {
        toolchain
            .has_std(target)
            .context("cannot ask rustc for its libraries")
    };
    if has_std()? {
        return Ok(());
    }
    let outcome = add_target(target);
    // Only this counts: rustup has failed with everything in place, and has succeeded with nothing.
    if has_std()? {
        return Ok(());
    }
    outcome?;
    Err(anyhow!(
        "rustup says that it added {target}, but rustc does not find it: they are not of one installation"
    ))
}

fn add_target(target: &str) -> Result<()> {
    let mut command = Command::new("rustup");
    command
        .args(["target", "add", target])
        .env("RUSTUP_DOWNLOAD_TIMEOUT", SILENCE);
    process::run_within(&mut command, LIMIT)
        .with_context(|| format!("rustup could not add {target}"))
}
