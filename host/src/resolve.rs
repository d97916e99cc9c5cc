//! The path resolution of `cap-mknod`, with errors by number.

use crate::sys::{Errno, errno_of};
pub(crate) use cap_mknod::resolve::is_entry;
use cap_mknod::resolve::{self, Target};
use cap_mknod::{Mode, NodeType};
use std::fs::File;

/// The limit of the kernel on symbolic links in one path.
pub(crate) const MAX_LINKS: usize = 40;

/// Checks the syntax of a path. See [`resolve::check`].
pub(crate) fn check(path: &str) -> Result<(), Errno> {
    resolve::check(path).map_err(|error| errno_of(&error))
}

/// Resolves `path` up to its last component. See [`resolve::parent`].
pub(crate) fn parent<'a>(start: &'a File, path: &'a str) -> Result<Target<'a>, Errno> {
    resolve::parent(start, path).map_err(|error| errno_of(&error))
}

/// Creates a node. See [`Target::mknod`].
pub(crate) fn mknod(target: &Target<'_>, node_type: NodeType, mode: Mode) -> Result<(), Errno> {
    let result = target.mknod(node_type, mode);
    result.map_err(|error| errno_of(&error))
}
