//! The guests that are Go programs: the tests of the package in `guest/go` as one module, and its
//! example.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use guest_build::GuestBuild;

use crate::process;
use crate::setup::go::Go;
use crate::sources;
use crate::target_dir;
use crate::workspace;

/// The Go modules, beneath the root of the workspace.
const PACKAGE: &str = "guest/go";
const TESTS: &str = "tests/programs/go";

/// The programs: a Go module, a package in it, and the name of the module beside the other guests.
const PROGRAMS: [(&str, &str, &str); 2] = [
    (TESTS, ".", "go.wasm"),
    (PACKAGE, "./examples/requests", "go_example.wasm"),
];

/// The files that the tests need, beside the other guests; none if the modules could not be made
/// here.
pub(crate) fn outputs(guests: &GuestBuild) -> Vec<PathBuf> {
    PROGRAMS
        .into_iter()
        .map(|(_, _, name)| PathBuf::from(name))
        .filter(|name| guests.output_dir().join(name).exists())
        .collect()
}

/// Compiles the modules; Go itself knows what has changed.
///
/// Where Go cannot be installed, this is said, and the tests in Rust count those in Go as ignored.
pub(crate) fn build(guests: &GuestBuild) -> Result<()> {
    let folder = guests.output_dir();
    let Some(go) = go()? else {
        for (_, _, name) in PROGRAMS {
            sources::remove_file(&folder.join(name))?;
        }
        return Ok(());
    };
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (module, package, name) in PROGRAMS {
        let mut command = go.for_guests(&workspace::root().join(module));
        command.args(["build", "-o"]).arg(folder.join(name));
        process::run_aside(command.arg(package))?;
    }
    Ok(())
}

/// Checks the format, and what `go vet` finds, and on Linux runs the tests that take no guest.
pub(crate) fn lint() -> Result<()> {
    let Some(go) = go()? else {
        return Ok(());
    };
    for module in [PACKAGE, TESTS] {
        let folder = workspace::root().join(module);
        process::run(go.for_guests(&folder).args(["vet", "./..."]))?;
        check_format(&go, &folder)?;
    }
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let package = workspace::root().join(PACKAGE);
    process::run(go.command(&package).args(["vet", "./..."]))?;
    process::run(go.command(&package).args(["test", "./..."]))
}

fn check_format(go: &Go, folder: &Path) -> Result<()> {
    let root = process::output(go.command(folder).args(["env", "GOROOT"]))?;
    let gofmt = Path::new(root.trim()).join("bin/gofmt");
    let files = process::output(std::process::Command::new(gofmt).arg("-l").arg(folder))?;
    if !files.is_empty() {
        bail!("`gofmt` would change {}", files.trim().replace('\n', ", "));
    }
    Ok(())
}

fn go() -> Result<Option<Go>> {
    let go = Go::install(&target_dir::find()?);
    Ok(go
        .inspect_err(|error| {
            eprintln!("Left out: Go guests, because Go cannot be installed. {error:#}");
        })
        .ok())
}
