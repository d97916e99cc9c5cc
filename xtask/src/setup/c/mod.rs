//! Finds, or installs, what it takes to compile C guests.
//!
//! There are two compilers, and either does: the clang of Debian with Debian's wasi-libc, and zig,
//! which PyPI has. The tests take both. The programs of others that they compile come as source
//! from Debian. Nothing of this has to be there: what is missing is said, and the tests that need
//! it are counted as ignored.

mod clang;
mod sources;
mod zig;

use std::path::Path;

use anyhow::Result;
use guest_build::CTools;

use super::debian::packages;

/// What it takes to install the C library and to find it.
const INSTALLATION: [&str; 2] = ["make", "pkgconf"];

/// The tools that are installed, or could be installed beneath cargo's target folder.
pub(super) fn tools(target_dir: &Path) -> CTools {
    let folder = target_dir.join("c-tools");
    let clang = or_say("C guests compiled by clang", clang::compiler());
    let zig = or_say("C guests compiled by zig", zig::compiler(&folder));
    // Without a compiler there is no use for them.
    let any = clang.is_some() || zig.is_some();
    let programs = any
        .then(|| or_say("C programs of others", sources::folder(&folder)))
        .flatten();
    if any {
        let installed = packages::install_missing(&INSTALLATION);
        or_say("the installation of the C library", installed);
    }
    CTools {
        clang,
        zig,
        programs,
    }
}

fn or_say<T>(what: &str, found: Result<T>) -> Option<T> {
    found
        .inspect_err(|error| eprintln!("Left out: {what}, because {error:#}."))
        .ok()
}
