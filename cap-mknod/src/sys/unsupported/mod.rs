//! Platforms without special files.

mod errno;

pub(crate) use errno::{Errno, errno_of};

use crate::{Mode, NodeType};
use std::fs::File;

/// Whether this platform has special files.
pub(crate) const AVAILABLE: bool = false;

/// Fails with [`Errno::NOTSUP`].
pub(crate) fn mknodat(
    _dir: &File,
    _name: &str,
    _node_type: NodeType,
    _mode: Mode,
) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
