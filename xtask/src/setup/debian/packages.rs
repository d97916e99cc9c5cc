//! Debian's packages.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process;

/// A compiler, cargo, the source of the standard library, linkers and a C library. Debian 12 has them in its security
/// updates, because its browsers need a new Rust.
const PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
    "wasi-libc",
];

/// Installs those packages that are not there; needs root for it.
pub(super) fn install_missing() -> Result<()> {
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("Debian's packages are no way on this system: it has no apt-get");
    }
    let missing: Vec<_> = PACKAGES
        .into_iter()
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
