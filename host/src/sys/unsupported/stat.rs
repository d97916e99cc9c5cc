//! Metadata of nodes, on platforms without handles.

#![expect(dead_code, reason = "no call returns these values here")]

use crate::sys::Errno;
use std::fs::File;

/// The type of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileType {
    RegularFile,
    Directory,
    Symlink,
    Fifo,
    Socket,
    CharacterDevice,
    BlockDevice,
    Unknown,
}

/// File system and inode, which identify a node.
pub(crate) type Identity = (u64, u64);

/// The result of `stat(2)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) file_type: FileType,
    pub(crate) mode: u16,
    pub(crate) identity: Identity,
    pub(crate) device: (u32, u32),
    pub(crate) links: u64,
    pub(crate) size: u64,
    pub(crate) accessed: (i64, u32),
    pub(crate) modified: (i64, u32),
    pub(crate) changed: (i64, u32),
    pub(crate) user: u32,
    pub(crate) group: u32,
}

/// A new time of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewTime {
    Same,
    Now,
    At(i64, u32),
}

pub(crate) fn stat(_file: &File) -> Result<Stat, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn stat_entry(_dir: &File, _name: &str) -> Result<Stat, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn set_times(
    _handle: &File,
    _accessed: NewTime,
    _modified: NewTime,
) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
