//! Debian's packages.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process;

/// Installs those of `packages` that are not there; needs root for it.
pub(in crate::setup) fn install_missing(packages: &[&str]) -> Result<()> {
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("Debian's packages are no way on this system: it has no apt-get");
    }
    let missing: Vec<_> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !process::is_root() {
        bail!(
            "only root can install {}: run `apt-get update && apt-get install --no-install-recommends {0}` as root, \
             then try again",
            missing.join(" ")
        );
    }
    process::run_aside(apt_get().arg("update"))?;
    process::run_aside(
        apt_get()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(missing),
    )
}

/// The version of `package`, empty if it is not known.
pub(super) fn version(package: &str) -> String {
    query("${Version}", package)
}

fn is_installed(package: &str) -> bool {
    query("${db:Status-Status}", package) == "installed"
}

/// An unknown package is an error to dpkg-query, but here just one that is not installed.
fn query(format: &str, package: &str) -> String {
    let mut command = Command::new("dpkg-query");
    command
        .arg("--show")
        .arg(format!("--showformat={format}"))
        .arg(package);
    process::output(&mut command).unwrap_or_default()
}

fn apt_get() -> Command {
    let mut command = Command::new("/usr/bin/apt-get");
    command
        .arg("--quiet")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null());
    command
}
