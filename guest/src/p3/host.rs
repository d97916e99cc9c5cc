//! Calls to the host, which there is on WASI only.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use wasip2::filesystem::types::ErrorCode;
use wasip3::filesystem::preopens::get_directories;
use wasip3::filesystem::types::Descriptor;

use crate::{path, sys};

/// What stands in for a host where there is none.
///
/// # Errors
///
/// `Unsupported` on targets other than WASI.
pub(super) fn available() -> io::Result<()> {
    match cfg!(target_os = "wasi") {
        true => Ok(()),
        false => Err(sys::error(ErrorCode::Unsupported)),
    }
}

/// Finds the preopened directory of `path`, and what remains of the path beneath it.
pub(super) fn locate(path: &Path) -> io::Result<(&'static Descriptor, String)> {
    available()?;
    path::locate_in(preopens, path)
}

/// A path beneath a directory, as the bindings take it.
pub(super) fn beneath(path: &Path) -> io::Result<String> {
    available()?;
    path::as_str(path).map(str::to_owned)
}

fn preopens() -> &'static [(String, Descriptor)] {
    // The host makes new handles at every call, so one is enough for a program.
    static PREOPENS: OnceLock<Vec<(String, Descriptor)>> = OnceLock::new();
    PREOPENS.get_or_init(|| {
        let directories = get_directories().into_iter();
        directories.map(|(dir, name)| (name, dir)).collect()
    })
}
