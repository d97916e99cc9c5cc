//! Modes and owners of nodes, on platforms without handles.

use crate::sys::Errno;
use cap_mknod::Mode;
use std::fs::File;

pub(crate) fn set_mode(_handle: &File, _mode: Mode) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn set_owner(
    _handle: &File,
    _user: Option<u32>,
    _group: Option<u32>,
) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
