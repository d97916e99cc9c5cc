//! The workspace's root, the cargo in use, and the options that select its native packages.

use std::env;
use std::ffi::OsString;
use std::path::Path;

/// The options by which cargo takes all packages that are made for this machine, with all their
/// features.
pub(crate) const NATIVE: [&str; 5] = [
    "--workspace",
    "--exclude",
    "wasi-mknod-test-programs",
    "--features",
    "wasi-mknod-wasmtime/cli",
];

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    dir.parent().unwrap_or(dir)
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
