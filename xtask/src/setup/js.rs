//! componentize-js, which makes components of JavaScript programs, with what our package takes to
//! bundle and to check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::debian::packages;
use crate::sources;
use crate::{process, workspace};

/// Our package, beneath the root of the workspace. Its lock file has the versions of the tools.
pub(crate) const PACKAGE: &str = "guest/js";

/// What npm reads.
const MANIFESTS: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// The oldest Node that the tools run on.
const OLDEST: u32 = 20;

/// Debian's packages with Node and npm.
const DEBIAN: [&str; 2] = ["nodejs", "npm"];

/// The time limit of npm.
const LIMIT: Duration = Duration::from_secs(300);

/// A folder beneath cargo's target folder with the tools, and with our package as npm installs it.
pub(crate) struct Tools {
    dir: PathBuf,
}

impl Tools {
    /// Installs the tools, unless they are there, and our package as it is now.
    pub(crate) fn install(target_dir: &Path) -> Result<Self> {
        let tools = Self {
            dir: target_dir.join("js"),
        };
        let package = workspace::root().join(PACKAGE);
        let lock = package.join("package-lock.json");
        let lock =
            fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        check_node()?;
        let noted = tools.dir.join("ready");
        if !fs::read_to_string(&noted).is_ok_and(|text| text == lock) {
            tools.install_modules(&package)?;
            fs::write(&noted, lock).with_context(|| format!("cannot write {}", noted.display()))?;
        }
        sources::copy_afresh(&package, &tools.dir.join("node_modules/wasi-mknod"))?;
        Ok(tools)
    }

    /// Runs no script of a package.
    fn install_modules(&self, package: &Path) -> Result<()> {
        sources::remove(&self.dir)?;
        for name in MANIFESTS {
            sources::copy(&package.join(name), &self.dir.join(name))?;
        }
        let mut npm = Command::new("npm");
        npm.current_dir(&self.dir);
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        process::run_within(npm.arg("--loglevel=error"), LIMIT)
    }

    /// The command that makes the component `output` of `program`, a file of the workspace. Our
    /// package is the one in this folder.
    pub(crate) fn componentize(&self, program: &str, output: &Path) -> Result<Command> {
        let programs = self.dir.join("programs");
        let source = Path::new(program);
        let folder = source.parent().unwrap_or(source);
        sources::copy_afresh(&workspace::root().join(folder), &programs.join(folder))?;
        // Without it, the programs would be of the package above them.
        let manifest = programs.join("package.json");
        fs::write(&manifest, "{\"private\": true, \"type\": \"module\"}\n")
            .with_context(|| format!("cannot write {}", manifest.display()))?;
        let mut node = Command::new("node");
        node.current_dir(&programs);
        node.arg("../node_modules/wasi-mknod/bin/componentize.js");
        node.arg(program).arg("--output").arg(output);
        Ok(node)
    }

    /// Checks the types of our package.
    pub(crate) fn check_types(&self) -> Result<()> {
        // TypeScript does not look into node_modules.
        let copy = self.dir.join("check");
        sources::copy_afresh(&workspace::root().join(PACKAGE), &copy)?;
        let mut tsc = Command::new("node");
        tsc.current_dir(&copy);
        process::run(tsc.args(["../node_modules/typescript/bin/tsc", "--project", "."]))
    }
}

/// Makes sure that there is a Node that is new enough, and npm.
fn check_node() -> Result<()> {
    if version().is_err() || process::output(Command::new("npm").arg("--version")).is_err() {
        packages::install_missing(&DEBIAN).context("there is no Node with npm")?;
    }
    let version = version()?;
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => bail!(
            "componentize-js takes Node {OLDEST} or newer, and `node --version` says {}",
            version.trim()
        ),
    }
}

fn version() -> Result<String> {
    process::output(Command::new("node").arg("--version"))
}

/// The first number of a version such as `v20.1.2`.
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_of_node() {
        for (version, expected) in [
            ("v20.20.2\n", Some(20)),
            ("v18.0.0", Some(18)),
            ("20.1.2", None),
            ("", None),
        ] {
            assert_eq!(major(version), expected, "{version}");
        }
    }
}
