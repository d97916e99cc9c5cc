//! Debian's compiler and C library, with a standard library that is compiled once.

pub(super) mod packages;
mod smoke;
mod sysroot;

use std::path::{Path, PathBuf};

use anyhow::Result;
use guest_build::{MODULE_TARGET, TARGET, Toolchain};

use sysroot::Sysroot;

const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";

/// A compiler, cargo, the source of the standard library, linkers and a C library. Debian 12 has
/// them in its security updates, because its browsers need a new Rust.
const PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
    "wasi-libc",
];

/// Installs the packages that are missing, compiles the standard library if there is none yet, and
/// tries it out.
pub(super) fn toolchain(target_dir: &Path) -> Result<Toolchain> {
    packages::install_missing(&PACKAGES)?;
    let sysroot = Sysroot::new(target_dir)?;
    let toolchain = Toolchain {
        cargo: Some(PathBuf::from(CARGO)),
        rustc: Some(PathBuf::from(RUSTC)),
        sysroot: Some(sysroot.dir().to_owned()),
    };
    if !sysroot.is_ready()? {
        sysroot.clear()?;
        sysroot.compile(TARGET)?;
        smoke::test(&toolchain, target_dir, TARGET)?;
        let modules = sysroot
            .compile(MODULE_TARGET)
            .and_then(|()| smoke::test(&toolchain, target_dir, MODULE_TARGET));
        if let Err(error) = modules {
            eprintln!("Left out: guests in Rust that are core modules, because {error:#}.");
            sysroot.remove(MODULE_TARGET)?;
        }
        sysroot.mark_ready()?;
    }
    Ok(toolchain)
}
