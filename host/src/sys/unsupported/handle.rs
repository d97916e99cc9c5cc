//! Handles to nodes, on platforms without them.

use super::stat::Identity;
use crate::sys::Errno;
use std::fs::File;

/// Whether this platform has such handles.
pub(crate) const AVAILABLE: bool = false;

/// The access for which a node is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) truncate: bool,
    pub(crate) nonblocking: bool,
}

pub(crate) fn pin(_dir: &File, _path: &str, _follow: bool) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn create(_dir: &File, _path: &str, _read: bool) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn through_link(_dir: &File, _path: &str) -> Result<String, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn open_directory(_dir: &File, _path: &str, _follow: bool) -> Option<File> {
    None
}

pub(crate) fn reopen(_handle: &File, _identity: Identity, _access: Access) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn reopen_by_path(
    _dir: &File,
    _path: &str,
    _identity: Identity,
    _access: Access,
) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn is_handle(_file: &File) -> Result<bool, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn replace(_file: &File, _with: &File) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn is_writable(_file: &File) -> Result<bool, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn cannot_seek(_file: &File) -> bool {
    true
}

pub(crate) fn set_blocking(_file: &File) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
