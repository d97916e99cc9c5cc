//! The guests that are JavaScript programs: the tests of the package in `guest/js` as one
//! component, and its example.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use guest_build::GuestBuild;

use crate::process;
use crate::setup::js::{PACKAGE, Tools};
use crate::sources;
use crate::target_dir;
use crate::workspace;

/// The folder of the test programs, beneath the root of the workspace.
const TESTS: &str = "tests/programs/js";

/// The programs, and the names of the components beside the other guests.
const COMPONENTS: [(&str, &str); 2] = [
    ("tests/programs/js/app.js", "js.wasm"),
    ("guest/js/examples/app.js", "js_example.wasm"),
];

/// The name of the file that says of what they were made.
const STAMP: &str = "js.stamp";

/// The files that the tests need, beside the other guests; none if the components could not be made
/// here.
pub(crate) fn outputs(guests: &GuestBuild) -> Vec<PathBuf> {
    COMPONENTS
        .into_iter()
        .map(|(_, name)| PathBuf::from(name))
        .filter(|name| guests.output_dir().join(name).exists())
        .collect()
}

/// Makes the components, unless they are there and nothing has changed of which they are made.
///
/// Where the tools cannot be installed, this is said, and the tests in Rust count those in
/// JavaScript as ignored.
pub(crate) fn build(guests: &GuestBuild) -> Result<()> {
    let folder = guests.output_dir();
    let package = sources::digest(&workspace::root().join(PACKAGE))?;
    let tests = sources::digest(&workspace::root().join(TESTS))?;
    let stamp = format!("{package}\n{tests}\n");
    if fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp) {
        return Ok(());
    }
    for name in COMPONENTS.into_iter().map(|(_, name)| name).chain([STAMP]) {
        sources::remove_file(&folder.join(name))?;
    }
    let Some(tools) = tools()? else {
        return Ok(());
    };
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (program, name) in COMPONENTS {
        process::run_aside(&mut tools.componentize(program, &folder.join(name))?)?;
    }
    let path = folder.join(STAMP);
    fs::write(&path, stamp).with_context(|| format!("cannot write {}", path.display()))
}

/// Checks the types of the package.
pub(crate) fn lint() -> Result<()> {
    match tools()? {
        Some(tools) => tools.check_types(),
        None => Ok(()),
    }
}

fn tools() -> Result<Option<Tools>> {
    let tools = Tools::install(&target_dir::find()?);
    Ok(tools
        .inspect_err(|error| {
            eprintln!(
                "Left out: JavaScript guests, because their tools cannot be installed. {error:#}"
            );
        })
        .ok())
}
