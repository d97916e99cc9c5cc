//! zig from PyPI, which is also a C compiler and contains a C library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process;

/// The package, in the version that is tested.
const PACKAGE: &str = "ziglang==0.17.1";

/// The time limit of pip for 100 MB.
const LIMIT: Duration = Duration::from_secs(300);

/// Installs zig in `folder` if it is not there.
pub(super) fn compiler(folder: &Path) -> Result<PathBuf> {
    let installed = folder.join(PACKAGE.replace("==", "-"));
    let zig = installed.join("ziglang/zig");
    if zig.is_file() {
        return Ok(zig);
    }
    // What is interrupted must not be taken for what is complete.
    let fresh = folder.join("zig-new");
    remove(&fresh)?;
    let mut command = Command::new("python3");
    command
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
        ])
        .args(["--root-user-action", "ignore", "--target"])
        .arg(&fresh)
        .arg(PACKAGE);
    process::run_within(&mut command, LIMIT)
        .with_context(|| format!("pip could not install {PACKAGE}"))?;
    remove(&installed)?;
    fs::rename(&fresh, &installed).with_context(|| format!("cannot rename {}", fresh.display()))?;
    if !zig.is_file() {
        bail!("{PACKAGE} has no {}", zig.display());
    }
    Ok(zig)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
