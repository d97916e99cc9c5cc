//! Platforms without special files.

use crate::sys::Errno;
use crate::{Mode, NodeType};
use std::fs::File;

pub(crate) fn mknodat(
    _dir: &File,
    _name: &str,
    _node_type: NodeType,
    _mode: Mode,
) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

/// Whether this platform has special files at all.
pub(crate) const AVAILABLE: bool = false;
