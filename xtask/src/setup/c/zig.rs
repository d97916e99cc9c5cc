//! The zig of PyPI, which is a compiler of C as well and brings a C library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process;

/// The package, in the version that is tested.
const PACKAGE: &str = "ziglang==0.17.1";

/// How long pip may take for 100 MB.
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
        .arg(PACKAGE)
        .stdin(Stdio::null())
        .stdout(Stdio::from(std::io::stderr()));
    eprintln!("$ {}", process::display(&command));
    match process::status_within(&mut command, LIMIT)? {
        Some(status) if status.success() => {}
        Some(status) => bail!("pip could not install {PACKAGE}: it ended with {status}"),
        None => bail!(
            "pip could not install {PACKAGE} within {} seconds",
            LIMIT.as_secs()
        ),
    }
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
