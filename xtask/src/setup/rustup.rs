//! The toolchain in use, to which rustup can add the target.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use guest_build::{TARGET, Toolchain};

use crate::process;

/// The time limit of rustup.
const LIMIT: Duration = Duration::from_secs(120);

/// After how many silent seconds rustup gives up a download. It is three minutes if nobody says.
const SILENCE: &str = "60";

/// The toolchain that also compiles native code, with the target added if it is missing.
pub(super) fn toolchain() -> Result<Toolchain> {
    let toolchain = Toolchain::default();
    if has_std(&toolchain)? {
        return Ok(toolchain);
    }
    let outcome = add_target();
    // Only this counts: rustup has failed with everything in place, and has succeeded with nothing.
    if has_std(&toolchain)? {
        return Ok(toolchain);
    }
    outcome?;
    Err(anyhow!(
        "rustup says that it added {TARGET}, but rustc does not find it: they are not of one installation"
    ))
}

fn has_std(toolchain: &Toolchain) -> Result<bool> {
    toolchain
        .has_std()
        .context("cannot ask rustc for its libraries")
}

fn add_target() -> Result<()> {
    let mut command = Command::new("rustup");
    command
        .args(["target", "add", TARGET])
        .env("RUSTUP_DOWNLOAD_TIMEOUT", SILENCE);
    process::run_within(&mut command, LIMIT)
        .with_context(|| format!("rustup could not add {TARGET}"))
}
