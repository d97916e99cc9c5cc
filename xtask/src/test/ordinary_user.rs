//! The tests once more, by a user without privileges.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use guest_build::{Foreign, GuestBuild, Program};
use tempfile::TempDir;

use super::{Arguments, executables};
use crate::{go, js, process, python, workspace};

/// The user and the group `nobody`, under whatever name.
const NOBODY: u32 = 65534;

/// The folder in which the tests keep compiled code, beneath that of the guests.
const COMPILED: &str = "compiled";

/// Runs the test programs of the hosts and guests as an ordinary user.
pub(super) fn run(guests: &GuestBuild, arguments: &Arguments) -> Result<()> {
    let executables = executables::list(guests)?;
    if executables.is_empty() {
        bail!("cargo has compiled no tests for an ordinary user");
    }
    let stage = Stage::new(guests)?;
    let mut failed = 0;
    for executable in &executables {
        let mut command = stage.command(executable)?;
        command.args(arguments.words());
        eprintln!("$ {} # uid {NOBODY}", process::display(&command));
        let status = process::status(&mut command).with_context(|| {
            format!(
                "cannot become the user {NOBODY}, or that user may not enter {}",
                stage.path()
            )
        })?;
        failed += usize::from(!status.success());
    }
    if failed > 0 {
        bail!(
            "test programs that failed as an ordinary user: {failed} of {}",
            executables.len()
        );
    }
    Ok(())
}

/// A folder with what the tests need. The user may not be able to look into the target folder.
struct Stage {
    dir: TempDir,
}

impl Stage {
    fn new(guests: &GuestBuild) -> Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("wasi-mknod-tests-")
            .tempdir();
        let stage = Self {
            dir: dir.context("cannot make a temporary folder")?,
        };
        set_mode(stage.dir.path(), 0o755)?;
        for own in ["home", "tmp"] {
            let path = stage.dir.path().join(own);
            fs::create_dir(&path)
                .and_then(|()| chown(&path, Some(NOBODY), Some(NOBODY)))
                .with_context(|| format!("cannot make {} for the user {NOBODY}", path.display()))?;
        }
        let programs = Program::list(workspace::root())?;
        let own = programs.iter().map(GuestBuild::output_name);
        let foreign = Foreign::ALL.iter().map(Foreign::output_name);
        let optional = foreign.chain(GuestBuild::modules());
        let optional = optional.filter(|name| guests.output_dir().join(name).exists());
        for name in own
            .chain(optional)
            .chain(python::outputs(guests))
            .chain(js::outputs(guests))
            .chain(go::outputs(guests))
        {
            provide(
                &guests.output_dir().join(&name),
                &stage.guests().join(&name),
                0o644,
            )?;
        }
        let c = guests.c_build().outputs();
        for (name, executable) in c.context("cannot list the C programs")? {
            let mode = if executable { 0o755 } else { 0o644 };
            provide(
                &guests.output_dir().join(&name),
                &stage.guests().join(&name),
                mode,
            )?;
        }
        // The first run has left compiled code there, and the tests look for it beside the guests.
        let compiled = guests.output_dir().join(COMPILED);
        if compiled.exists() {
            give(&compiled, &stage.guests().join(COMPILED))?;
        }
        Ok(stage)
    }

    /// The command that runs `executable` as the other user.
    fn command(&self, executable: &Path) -> Result<Command> {
        let name = executable
            .file_name()
            .context("a test program has no name")?;
        let path = self.dir.path().join("bin").join(name);
        provide(executable, &path, 0o755)?;
        let mut command = Command::new(path);
        // Cargo runs tests in the folder of their package. This user may not be able to enter it.
        command.current_dir(self.dir.path());
        command.env("WASI_MKNOD_GUESTS", self.guests());
        command
            .env("HOME", self.dir.path().join("home"))
            .env("TMPDIR", self.dir.path().join("tmp"));
        for (variable, _) in env::vars_os() {
            if variable.to_string_lossy().starts_with("XDG_") {
                command.env_remove(variable);
            }
        }
        // The standard library also leaves the groups of root.
        command.uid(NOBODY).gid(NOBODY);
        Ok(command)
    }

    fn guests(&self) -> PathBuf {
        self.dir.path().join("guests")
    }

    fn path(&self) -> std::path::Display<'_> {
        self.dir.path().display()
    }
}

/// Makes `to` the same file as `from`, or a copy where that is not possible, with at least the
/// permissions `mode`.
fn provide(from: &Path, to: &Path, mode: u32) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    }
    let has = fs::metadata(from)
        .with_context(|| format!("cannot read {}", from.display()))?
        .permissions()
        .mode();
    if has & mode == mode && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    set_mode(to, mode)
}

/// Makes a copy of a folder that belongs to the user.
fn give(from: &Path, to: &Path) -> Result<()> {
    let context = || format!("cannot copy {} to {}", from.display(), to.display());
    if from.is_dir() {
        fs::create_dir_all(to).with_context(context)?;
        for entry in fs::read_dir(from).with_context(context)? {
            let name = entry.with_context(context)?.file_name();
            give(&from.join(&name), &to.join(&name))?;
        }
    } else {
        fs::copy(from, to).with_context(context)?;
    }
    chown(to, Some(NOBODY), Some(NOBODY)).with_context(context)
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, permissions)
        .with_context(|| format!("cannot change the mode of {}", path.display()))
}
