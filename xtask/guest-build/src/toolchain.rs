//! The compiler that makes guests.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment::{describe, path};

/// The target triple of every guest that is a component.
pub const TARGET: &str = "wasm32-wasip2";

/// The target triple of guests that are core modules of WASI 0.1.
pub const MODULE_TARGET: &str = "wasm32-wasip1";

const CARGO: &str = "WASI_MKNOD_GUEST_CARGO";
const RUSTC: &str = "WASI_MKNOD_GUEST_RUSTC";
const SYSROOT: &str = "WASI_MKNOD_GUEST_SYSROOT";

/// A cargo and a rustc for guests, and the sysroot with the standard libraries of [`TARGET`] and,
/// perhaps, [`MODULE_TARGET`].
///
/// What is `None` is as for native code: the `cargo` and the `rustc` that are in use, with their
/// own sysroot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toolchain {
    /// The cargo; in the environment `WASI_MKNOD_GUEST_CARGO`.
    pub cargo: Option<PathBuf>,
    /// The compiler; in the environment `WASI_MKNOD_GUEST_RUSTC`.
    pub rustc: Option<PathBuf>,
    /// The folder for rustc's `--sysroot`; in the environment `WASI_MKNOD_GUEST_SYSROOT`.
    pub sysroot: Option<PathBuf>,
}

impl Toolchain {
    /// The toolchain that the environment describes.
    pub fn from_env() -> Self {
        Self {
            cargo: path(CARGO),
            rustc: path(RUSTC),
            sysroot: path(SYSROOT),
        }
    }

    /// The environment variables that describe this toolchain, and those that must not be set.
    pub fn variables(&self) -> [(&'static str, Option<&Path>); 3] {
        let Self {
            cargo,
            rustc,
            sysroot,
        } = self;
        [
            (CARGO, cargo.as_deref()),
            (RUSTC, rustc.as_deref()),
            (SYSROOT, sysroot.as_deref()),
        ]
    }

    /// Describes this toolchain, and no other, in the environment of `command`.
    pub fn describe_to(&self, command: &mut Command) {
        describe(command, &self.variables());
    }

    /// The folder in which rustc looks for the standard library of `target`, be it there or not.
    ///
    /// # Errors
    ///
    /// The compiler cannot be run, or does not know the target.
    pub fn std_dir(&self, target: &str) -> io::Result<PathBuf> {
        let mut command = self.library_dir();
        command.args(["--target", target]);
        if let Some(sysroot) = &self.sysroot {
            command.arg("--sysroot").arg(sysroot);
        }
        path_from(&mut command)
    }

    /// The folder with the tools that the compiler brings along, such as the linker for components.
    ///
    /// # Errors
    ///
    /// The compiler cannot be run.
    pub fn tools_dir(&self) -> io::Result<PathBuf> {
        Ok(path_from(&mut self.library_dir())?.with_file_name("bin"))
    }

    fn library_dir(&self) -> Command {
        let mut command = Command::new(self.rustc_or_default());
        command.args(["--print", "target-libdir"]);
        command
    }

    /// Says whether this toolchain has the standard library of `target`.
    ///
    /// # Errors
    ///
    /// As for [`std_dir`](Self::std_dir), or the folder cannot be read.
    pub fn has_std(&self, target: &str) -> io::Result<bool> {
        holds_std(&self.std_dir(target)?)
    }

    /// The cargo to run.
    pub fn cargo_or_default(&self) -> OsString {
        pick(self.cargo.as_deref(), "CARGO", "cargo")
    }

    /// The compiler to run.
    pub fn rustc_or_default(&self) -> OsString {
        pick(self.rustc.as_deref(), "RUSTC", "rustc")
    }
}

/// Runs `command`, which prints a path.
fn path_from(command: &mut Command) -> io::Result<PathBuf> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ));
    }
    Ok(PathBuf::from(
        String::from_utf8_lossy(&output.stdout).trim(),
    ))
}

fn pick(own: Option<&Path>, variable: &str, name: &str) -> OsString {
    own.map(|path| path.as_os_str().to_owned())
        .or_else(|| env::var_os(variable).filter(|value| !value.is_empty()))
        .unwrap_or_else(|| OsStr::new(name).to_owned())
}

fn holds_std(dir: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("libstd-") && name.ends_with(".rlib") {
            return Ok(true);
        }
    }
    Ok(false)
}
