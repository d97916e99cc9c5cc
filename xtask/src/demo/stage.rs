//! The temporary folder of the demo, which is removed on success and on failure.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use guest_build::GuestBuild;
use tempfile::TempDir;

use crate::process;
use crate::runner::Runner;

/// The guests that take part, beneath the folder of all.
const GUESTS: [&str; 5] = [
    "examples/makedevs.wasm",
    "examples/mkfifo.wasm",
    "examples/mknod.wasm",
    "list_tree.wasm",
    "unpack.wasm",
];

/// A folder with the guests, the directories `image` and `tables` that they are given, and the
/// directory `outside` that they are not.
pub(super) struct Stage {
    dir: TempDir,
    runner: PathBuf,
    search_path: OsString,
}

impl Stage {
    pub(super) fn new(guests: &GuestBuild, runner: Runner) -> Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("wasi-mknod-demo-")
            .tempdir();
        let dir = dir.context("cannot make a temporary folder")?;
        for guest in GUESTS {
            let from = guests.output_dir().join(guest);
            let name = from.file_name().context("a guest has no name")?;
            fs::copy(&from, dir.path().join(name))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        for name in ["image", "outside", "tables"] {
            fs::create_dir(dir.path().join(name))
                .context("cannot make a folder in a temporary folder")?;
        }
        let program = runner.program();
        let inherited = env::var_os("PATH").unwrap_or_default();
        let search_path =
            env::join_paths(std::iter::once(runner.dir).chain(env::split_paths(&inherited)))
                .context("the name of the target folder has a colon, which PATH cannot have")?;
        Ok(Self {
            dir,
            runner: program,
            search_path,
        })
    }

    /// The runner.
    pub(super) fn runner(&self) -> &Path {
        &self.runner
    }

    /// A file or folder of the stage.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<()> {
        fs::write(self.path(name), text).with_context(|| format!("cannot write {name}"))
    }

    /// Reports whether this user can create device nodes, by creating them.
    pub(super) fn may_make_devices(&self) -> Result<bool> {
        for (name, letter) in [("character", "c"), ("block", "b")] {
            let path = self.path(name);
            let output = Command::new("mknod")
                .arg(&path)
                .args([letter, "1", "3"])
                .output();
            if !output.context("cannot run `mknod`")?.status.success() {
                return Ok(false);
            }
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        Ok(true)
    }

    /// Shows and runs `wasi-mknod run` with these words, and fails if it does.
    pub(super) fn succeed(&self, words: &[&str]) -> Result<()> {
        let output = self.run(words)?;
        if !output.status.success() {
            bail!(
                "the guest ended with {}, and should have succeeded",
                output.status
            );
        }
        Ok(())
    }

    /// Shows and runs `wasi-mknod run` with these words in this folder, and shows what it prints.
    pub(super) fn run(&self, words: &[&str]) -> Result<Output> {
        let mut command = Command::new("wasi-mknod");
        command.arg("run").args(words).current_dir(self.dir.path());
        self.show(&mut command)
    }

    /// Shows and runs a command, and shows what it prints.
    pub(super) fn show(&self, command: &mut Command) -> Result<Output> {
        command.env("PATH", &self.search_path);
        println!("$ {}", process::display(command));
        let output = command.output().context("cannot run the runner")?;
        print!("{}", String::from_utf8_lossy(&output.stdout));
        print!("{}", String::from_utf8_lossy(&output.stderr));
        Ok(output)
    }
}
