//! Directories and files without a name, on platforms without handles.

use crate::sys::Errno;
use std::fs::File;
use std::path::PathBuf;

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Directory,
    File,
}

pub(crate) fn make(_kinds: impl Iterator<Item = Kind> + Clone) -> Result<Vec<File>, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn path(_directory: &File) -> PathBuf {
    PathBuf::new()
}
