//! Directories beneath a directory, resolved by `cap_primitives`.

use crate::sys::{Errno, errno_of};
use std::fs::File;
use std::path::Path;

/// Opens the directory `path`, in which a name is to be looked up, without leaving `start`.
pub(super) fn open_parent(start: &File, path: &str) -> Result<File, Errno> {
    open_dir(start, path)
}

/// Opens the directory `path` without leaving `start`.
pub(super) fn open_dir(start: &File, path: &str) -> Result<File, Errno> {
    cap_primitives::fs::open_dir(start, Path::new(path)).map_err(|error| errno_of(&error))
}
