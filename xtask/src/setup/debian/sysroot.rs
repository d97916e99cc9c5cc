//! A sysroot with the standard library of the guests' targets, which Debian has as source only.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use guest_build::{MODULE_TARGET, TARGET, strip_environment};

use super::{CARGO, RUSTC, packages};
use crate::process;

/// The C library, and the objects with which a program starts: under Debian's name, and the one
/// that rustc asks for.
///
/// Debian has a `crt1-command.o` as well. It does not run the constructors that tell the C library
/// of the preopened directories: with it everything compiles, and every use of a file fails with
/// error 76.
const SELF_CONTAINED: [(&str, &str); 3] = [
    ("libc.a", "libc.a"),
    ("crt1.o", "crt1-command.o"),
    ("crt1-reactor.o", "crt1-reactor.o"),
];

const WASI_LIBC: &str = "/usr/lib/wasm32-wasi";

/// The folder for rustc's `--sysroot`, with what it takes to compile its content.
pub(super) struct Sysroot {
    dir: PathBuf,
    /// Of what it is made. Another compiler needs another standard library.
    origin: String,
}

impl Sysroot {
    /// The sysroot beneath cargo's target folder, be it there or not.
    pub(super) fn new(target_dir: &Path) -> Result<Self> {
        let rustc = process::output(Command::new(RUSTC).arg("--version").arg("--verbose"))?;
        let libc = packages::version("wasi-libc");
        let origin = format!("{rustc}wasi-libc: {libc}\n{TARGET} {MODULE_TARGET}\n");
        Ok(Self {
            dir: target_dir.join("guest-sysroot"),
            origin,
        })
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Says whether the sysroot is complete, tried out, and made of the packages that are installed
    /// now.
    pub(super) fn is_ready(&self) -> Result<bool> {
        match fs::read_to_string(self.stamp()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            stamp => Ok(stamp
                .with_context(|| format!("cannot read {}", self.stamp().display()))?
                == self.origin),
        }
    }

    /// Notes that it is.
    pub(super) fn mark_ready(&self) -> Result<()> {
        fs::write(self.stamp(), &self.origin)
            .with_context(|| format!("cannot write {}", self.stamp().display()))
    }

    /// Removes what is there.
    pub(super) fn clear(&self) -> Result<()> {
        remove_tree(&self.dir)
    }

    /// Compiles the standard library of `target` and puts it where rustc looks for it.
    pub(super) fn compile(&self, target: &str) -> Result<()> {
        let build = self.dir.join("build");
        remove_tree(&build)?;
        write_empty_crate(&build)?;
        eprintln!("Compiling Rust's standard library for {target}, once.");
        let mut command = Command::new(CARGO);
        strip_environment(&mut command);
        command
            .current_dir(&build)
            .env("RUSTC", RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env_remove("LD_LIBRARY_PATH");
        command.args([
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort",
            "--target",
            target,
        ]);
        command.args(["--target-dir", "target"]);
        process::run_aside(&mut command)?;

        let library = self.folder(target).join("lib");
        copy_libraries(
            &build.join("target").join(target).join("release/deps"),
            &library,
        )?;
        let objects = library.join("self-contained");
        create_dir(&objects)?;
        for (from, to) in SELF_CONTAINED {
            copy(&Path::new(WASI_LIBC).join(from), &objects.join(to))?;
        }
        remove_tree(&build)
    }

    /// Removes the library of `target`.
    pub(super) fn remove(&self, target: &str) -> Result<()> {
        remove_tree(&self.folder(target))
    }

    fn folder(&self, target: &str) -> PathBuf {
        self.dir.join("lib/rustlib").join(target)
    }

    fn stamp(&self) -> PathBuf {
        self.dir.join("ready")
    }
}

/// A crate of its own workspace, for which cargo compiles the standard library as a dependency.
fn write_empty_crate(dir: &Path) -> Result<()> {
    create_dir(&dir.join("src"))?;
    let manifest = "[package]\nname = \"guest-sysroot\"\nedition = \"2024\"\n\n[workspace]\n";
    for (name, content) in [("Cargo.toml", manifest), ("src/lib.rs", "")] {
        let path = dir.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    create_dir(to)?;
    let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", from.display()))?
            .path();
        let Some(name) = path.file_name() else {
            continue;
        };
        let text = name.to_string_lossy();
        if text.starts_with("lib")
            && text.ends_with(".rlib")
            && !text.starts_with("libguest_sysroot")
        {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

fn create_dir(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn remove_tree(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result.with_context(|| format!("cannot remove {}", path.display())),
    }
}
