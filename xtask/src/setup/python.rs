//! A Python environment with componentize-py, which makes components of Python programs, and with
//! our package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::{process, workspace};

/// What is installed from the package index: what makes components, and what our package is built
/// with.
const TOOLS: [&str; 2] = ["componentize-py==0.25.0", "hatchling==1.27.0"];

/// Our package, beneath the root of the workspace.
pub(crate) const PACKAGE: &str = "guest/python";

/// The time limit of pip.
const LIMIT: Duration = Duration::from_secs(240);

/// After how many silent seconds pip gives up a download, and how often it tries again.
const SILENCE: [&str; 4] = ["--timeout", "30", "--retries", "1"];

/// A virtual environment beneath cargo's target folder.
pub(crate) struct Environment {
    dir: PathBuf,
}

impl Environment {
    /// Installs componentize-py, unless it is there.
    pub(crate) fn install(target_dir: &Path) -> Result<Self> {
        let environment = Self {
            dir: target_dir.join("python"),
        };
        let noted = environment.dir.join("ready");
        let stamp = TOOLS.join("\n");
        if fs::read_to_string(&noted).is_ok_and(|text| text == stamp) {
            return Ok(environment);
        }
        environment.create()?;
        process::run_within(environment.pip_install().args(SILENCE).args(TOOLS), LIMIT)?;
        fs::write(&noted, stamp).with_context(|| format!("cannot write {}", noted.display()))?;
        Ok(environment)
    }

    /// Installs our package from its source, as it is now.
    pub(crate) fn install_package(&self) -> Result<()> {
        let mut pip = self.pip_install();
        pip.args(["--force-reinstall", "--no-index", "--no-deps"]);
        pip.arg("--no-build-isolation")
            .arg(workspace::root().join(PACKAGE));
        process::run_within(&mut pip, LIMIT)
    }

    fn pip_install(&self) -> Command {
        let mut pip = Command::new(self.program("python"));
        pip.args(["-m", "pip", "install", "--quiet"]);
        pip.arg("--disable-pip-version-check");
        pip
    }

    /// Makes the virtual environment, which on some systems takes a package of its own.
    fn create(&self) -> Result<()> {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv", "--clear"]).arg(&self.dir);
        process::run_within(&mut venv, LIMIT).context(
            "it takes a Python with `venv`, in Debian the packages python3 and python3-venv",
        )
    }

    /// The command componentize-py.
    pub(crate) fn componentize_py(&self) -> Command {
        let mut command = Command::new(self.program("componentize-py"));
        // Where it looks for packages besides the folders that it is told.
        command.env("VIRTUAL_ENV", &self.dir);
        command
    }

    fn program(&self, name: &str) -> PathBuf {
        self.dir.join("bin").join(name)
    }
}
