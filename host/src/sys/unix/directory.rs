//! Directories and where they are.

use crate::sys::{Errno, errno_of};
use std::fs::File;
use std::os::unix::fs::MetadataExt as _;

/// What tells one directory from all others: its file system and its inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id {
    device: u64,
    inode: u64,
}

/// Tells which directory a handle leads to.
///
/// # Errors
///
/// What `fstat(2)` says.
pub(crate) fn id(dir: &File) -> Result<Id, Errno> {
    let metadata = dir.metadata().map_err(|error| errno_of(&error))?;
    Ok(Id {
        device: metadata.dev(),
        inode: metadata.ino(),
    })
}

/// Opens the directory above `dir`, be it outside of what a guest may see.
///
/// # Errors
///
/// What the kernel says: `EACCES` if `dir` may not be searched.
pub(crate) fn open_parent(dir: &File) -> Result<File, Errno> {
    cap_primitives::fs::open_parent_dir(dir, cap_primitives::ambient_authority())
        .map_err(|error| errno_of(&error))
}
