//! From paths of programs to paths of WASI.

use std::io;
use std::path::Path;

use wasip2::filesystem::types::{Descriptor, ErrorCode};

use crate::{preopens, sys};

/// WASI has strings where Unix has bytes.
pub(crate) fn as_str(path: &Path) -> io::Result<&str> {
    let path = path
        .to_str()
        .ok_or_else(|| sys::error(ErrorCode::IllegalByteSequence))?;
    if path.contains('\0') {
        return Err(sys::error(ErrorCode::Invalid));
    }
    Ok(path)
}

/// Finds the preopened directory of `path`, as the [crate](crate#paths)'s page says, and what remains
/// of the path beneath it: for functions of `wasi:filesystem` that this crate does not have.
///
/// # Errors
///
/// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): the path is empty, or no preopened directory
///   matches it.
/// * `EILSEQ`: the path is not UTF-8. `EINVAL`: a byte 0 is in it.
/// * [`Unsupported`](io::ErrorKind::Unsupported): this target is not WASI.
pub fn locate(path: impl AsRef<Path>) -> io::Result<(&'static Descriptor, String)> {
    locate_in(sys::preopens, path.as_ref())
}

/// Finds the directory of `path` among `preopens`, of whichever WASI version.
pub(crate) fn locate_in<D>(
    preopens: impl FnOnce() -> &'static [(String, D)],
    path: &Path,
) -> io::Result<(&'static D, String)> {
    let path = as_str(path)?;
    if path.is_empty() {
        return Err(sys::error(ErrorCode::NoEntry));
    }
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        preopens::absolute(as_str(&sys::current_dir()?)?, path)
    };
    let preopens = preopens();
    let prefixes = preopens.iter().map(|(name, _)| preopens::prefix(name));
    let (index, rest) =
        preopens::find(prefixes, &path).ok_or_else(|| sys::error(ErrorCode::NoEntry))?;
    Ok((&preopens[index].1, rest.to_owned()))
}
