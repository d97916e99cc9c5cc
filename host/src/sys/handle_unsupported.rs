//! Platforms without handles to nodes that are not open. All that is left is to say so.

#![expect(
    dead_code,
    reason = "what is never returned is never looked at, and there is no other platform to learn it from"
)]

use crate::sys::Errno;
use std::fs::File;

/// Whether this platform has such handles.
pub(crate) const AVAILABLE: bool = false;

/// For what a node is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) truncate: bool,
    pub(crate) nonblocking: bool,
}

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

/// What `stat(2)` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) file_type: FileType,
    pub(crate) mode: u16,
    pub(crate) identity: (u64, u64),
    pub(crate) device: (u32, u32),
    pub(crate) links: u64,
    pub(crate) size: u64,
    pub(crate) accessed: (i64, u32),
    pub(crate) modified: (i64, u32),
    pub(crate) changed: (i64, u32),
    pub(crate) user: u32,
    pub(crate) group: u32,
}

/// What a time is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewTime {
    Same,
    Now,
    At(i64, u32),
}

/// What a pipe is ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) no_writer: bool,
    pub(crate) no_reader: bool,
}

pub(crate) fn pin(_dir: &File, _path: &str, _follow: bool) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn create(_dir: &File, _path: &str, _read: bool) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn read_link(_dir: &File, _path: &str) -> Result<String, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn stat(_file: &File) -> Result<Stat, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn stat_entry(_dir: &File, _name: &str) -> Result<Stat, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn reopen(_handle: &File, _access: Access) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn reopen_by_path(
    _dir: &File,
    _path: &str,
    _handle: &File,
    _access: Access,
) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn set_times(
    _handle: &File,
    _accessed: NewTime,
    _modified: NewTime,
) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn is_handle(_file: &File) -> Result<bool, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn replace(_file: &File, _with: &File) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn ready(_pipe: &File) -> Result<Ready, Errno> {
    Err(Errno::NOTSUP)
}

#[cfg(feature = "p3")]
pub(crate) fn read_into(_pipe: &File, _buffer: &mut [u8]) -> Result<usize, Errno> {
    Err(Errno::NOTSUP)
}

#[cfg(any(feature = "p2", test))]
pub(crate) fn read(_pipe: &File, _size: usize) -> Result<Vec<u8>, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn write(_pipe: &File, _bytes: &[u8]) -> Result<usize, Errno> {
    Err(Errno::NOTSUP)
}

#[cfg(any(feature = "p2", test))]
pub(crate) fn capacity(_pipe: &File) -> Result<usize, Errno> {
    Err(Errno::NOTSUP)
}
