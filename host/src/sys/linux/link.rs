//! Symbolic links.

use crate::sys::Errno;
use cap_mknod::resolve::Target;
use rustix::fs::{readlinkat, symlinkat};
use std::ffi::CString;
use std::fs::File;

/// Makes a symbolic link at `place` that leads to `target`.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [Linux `symlinkat(2)`](https://man7.org/linux/man-pages/man2/symlinkat.2.html)
pub(crate) fn make(place: &Target<'_>, target: &str) -> Result<(), Errno> {
    symlinkat(target, place.dir(), place.name())
}

/// Returns where the symbolic link of `handle` leads.
///
/// # Errors
///
/// Those of the kernel, such as `NOENT` for a node of another type.
///
/// # References
///
/// - [Linux `readlinkat(2)`](https://man7.org/linux/man-pages/man2/readlinkat.2.html)
pub(crate) fn read(handle: &File) -> Result<CString, Errno> {
    readlinkat(handle, "", Vec::new())
}
