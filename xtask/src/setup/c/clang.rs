//! clang from Debian.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::setup::debian::packages;

const CLANG: &str = "/usr/lib/llvm-22/bin/clang";

/// The compiler, its linker, a C library, and the routines that compiled code calls.
const PACKAGES: [&str; 4] = [
    "clang-22",
    "lld-22",
    "wasi-libc",
    "libclang-rt-22-dev-wasm32",
];

/// Installs the packages that are missing.
pub(super) fn compiler() -> Result<PathBuf> {
    packages::install_missing(&PACKAGES)?;
    let clang = PathBuf::from(CLANG);
    if !clang.is_file() {
        bail!("the package clang-22 has no {CLANG}");
    }
    Ok(clang)
}
