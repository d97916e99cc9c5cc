//! The guests that are Python programs: the tests of the package in `guest/python` as one
//! component, and its example.

mod cpython;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use guest_build::GuestBuild;

use crate::process;
use crate::setup::python::{Environment, PACKAGE};
use crate::sources;
use crate::target_dir;
use crate::workspace;
use cpython::CpythonTests;

/// The folders of the programs, beneath the root of the workspace.
const TESTS: &str = "tests/programs/python";
const EXAMPLE: &str = "guest/python/examples";

/// The names of the files beside the other guests: the components, from which CPython the tests in
/// the first one are, and of what they were made.
const TESTS_COMPONENT: &str = "python.wasm";
const EXAMPLE_COMPONENT: &str = "python_example.wasm";
const VERSION: &str = "python.cpython";
const STAMP: &str = "python.stamp";

/// The files that the tests need, beside the other guests; none if the components could not be made
/// here.
pub(crate) fn outputs(guests: &GuestBuild) -> Vec<PathBuf> {
    [TESTS_COMPONENT, EXAMPLE_COMPONENT, VERSION]
        .into_iter()
        .filter(|name| guests.output_dir().join(name).exists())
        .map(PathBuf::from)
        .collect()
}

/// Makes the components, unless they are there and nothing has changed of which they are made.
///
/// Where the tools cannot be installed, this is said, and the tests in Rust count those in Python
/// as ignored.
pub(crate) fn build(guests: &GuestBuild) -> Result<()> {
    let target_dir = target_dir::find()?;
    let folder = guests.output_dir();
    let cpython = CpythonTests::find();
    let package = sources::digest(&workspace::root().join(PACKAGE))?;
    let tests = sources::digest(&workspace::root().join(TESTS))?;
    let stamp = format!("{package}\n{tests}\n{cpython:?}\n");
    if fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp) {
        return Ok(());
    }
    for name in [TESTS_COMPONENT, EXAMPLE_COMPONENT, VERSION, STAMP] {
        sources::remove_file(&folder.join(name))?;
    }
    let environment = match Environment::install(&target_dir) {
        Ok(environment) => environment,
        Err(error) => {
            eprintln!(
                "Left out: Python guests, because their tools cannot be installed. {error:#}"
            );
            return Ok(());
        }
    };
    environment.install_package()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    make(&environment, &target_dir, &folder, cpython.as_ref())?;
    write(&folder.join(STAMP), &stamp)
}

fn make(
    environment: &Environment,
    target_dir: &Path,
    folder: &Path,
    cpython: Option<&CpythonTests>,
) -> Result<()> {
    let mut example = componentize(environment, target_dir, EXAMPLE)?;
    process::run_aside(example.arg("--output").arg(folder.join(EXAMPLE_COMPONENT)))?;
    let mut tests = componentize(environment, target_dir, TESTS)?;
    match cpython {
        Some(cpython) => {
            let copies = target_dir.join("python-tests");
            cpython.copy_to(&copies)?;
            tests.arg("--python-path").arg(copies);
            write(&folder.join(VERSION), &cpython.version())?;
        }
        None => {
            eprintln!("Left out: CPython's own tests, because no CPython with them is installed.");
        }
    }
    process::run_aside(tests.arg("--output").arg(folder.join(TESTS_COMPONENT)))
}

/// The command that makes a component of the `app.py` in a folder of the workspace.
fn componentize(environment: &Environment, target_dir: &Path, folder: &str) -> Result<Command> {
    // Of a copy: Python writes its caches beside the sources.
    let copy = target_dir.join("python-programs").join(folder);
    sources::copy_afresh(&workspace::root().join(folder), &copy)?;
    let mut command = environment.componentize_py();
    command
        .args(["--quiet", "componentize", "app", "--python-path"])
        .arg(copy);
    Ok(command)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
