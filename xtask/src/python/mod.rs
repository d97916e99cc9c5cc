//! The guest that is a Python program: the tests of the package in `guest/python`, as one component.

mod cpython;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use guest_build::GuestBuild;

use crate::metadata::{self, Metadata};
use crate::process;
use crate::setup::python::{Environment, PACKAGE};
use cpython::CpythonTests;

/// The program, beneath the root of the workspace.
const PROGRAM: &str = "tests/programs/python";

/// The names of the files beside the other guests: the component, from which CPython the tests in it are, and of what
/// it was made.
const COMPONENT: &str = "python.wasm";
const VERSION: &str = "python.cpython";
const STAMP: &str = "python.stamp";

/// The files that the tests need, beside the other guests; none if the component could not be made here.
pub(crate) fn outputs(guests: &GuestBuild) -> Vec<PathBuf> {
    [COMPONENT, VERSION]
        .into_iter()
        .filter(|name| guests.output_dir().join(name).exists())
        .map(PathBuf::from)
        .collect()
}

/// Makes the component, unless it is there and nothing has changed of which it is made.
///
/// Where the tools cannot be installed, this is said, and the tests in Rust count those in Python as ignored.
pub(crate) fn build(guests: &GuestBuild) -> Result<()> {
    let target_dir = Metadata::load()?.target_dir()?;
    let folder = guests.output_dir();
    let cpython = CpythonTests::find();
    let package = sources::digest(&metadata::root().join(PACKAGE))?;
    let program = sources::digest(&metadata::root().join(PROGRAM))?;
    let stamp = format!("{package}\n{program}\n{cpython:?}\n");
    if fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp) {
        return Ok(());
    }
    for name in [COMPONENT, VERSION, STAMP] {
        remove(&folder.join(name))?;
    }
    let environment = match Environment::install(&target_dir) {
        Ok(environment) => environment,
        Err(error) => {
            eprintln!(
                "Left out: the Python guest, because its tools cannot be installed. {error:#}"
            );
            return Ok(());
        }
    };
    environment.install_package()?;
    componentize(&environment, &target_dir, &folder, cpython.as_ref())?;
    write(&folder.join(STAMP), &stamp)
}

fn componentize(
    environment: &Environment,
    target_dir: &Path,
    folder: &Path,
    cpython: Option<&CpythonTests>,
) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // Of a copy: Python writes its caches beside the sources.
    let copy = target_dir.join("python-program");
    sources::copy_afresh(&metadata::root().join(PROGRAM), &copy)?;
    let mut command = environment.componentize_py();
    command
        .args(["--quiet", "componentize", "--python-path"])
        .arg(copy);
    match cpython {
        Some(tests) => {
            let copies = target_dir.join("python-tests");
            tests.copy_to(&copies)?;
            command.arg("--python-path").arg(copies);
            write(&folder.join(VERSION), &tests.version())?;
        }
        None => {
            eprintln!("Left out: CPython's own tests, because no CPython with them is installed.")
        }
    }
    command
        .arg("--output")
        .arg(folder.join(COMPONENT))
        .arg("app");
    process::run_aside(&mut command)
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
