//! The identity of directories, and their parents.

use crate::sys::{Errno, errno_of};
use std::fs::File;
use std::os::unix::fs::MetadataExt as _;

/// The identity of a directory: its file system and its inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id {
    device: u64,
    inode: u64,
}

/// Returns the identity of a directory.
///
/// # Errors
///
/// Those of `fstat(2)`.
pub(crate) fn id(dir: &File) -> Result<Id, Errno> {
    let metadata = dir.metadata().map_err(|error| errno_of(&error))?;
    Ok(Id {
        device: metadata.dev(),
        inode: metadata.ino(),
    })
}

/// Opens the parent of `dir`, which may be outside of the directories of a guest.
///
/// # Errors
///
/// Those of the kernel, such as `EACCES` if `dir` may not be searched.
pub(crate) fn open_parent(dir: &File) -> Result<File, Errno> {
    cap_primitives::fs::open_parent_dir(dir, cap_primitives::ambient_authority())
        .map_err(|error| errno_of(&error))
}
