//! Pipes, on platforms where no FIFO is opened.

use crate::sys::Errno;
use std::fs::File;

/// The readiness of a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) no_writer: bool,
    pub(crate) no_reader: bool,
}

pub(crate) fn ready(_pipe: &File) -> Result<Ready, Errno> {
    Err(Errno::NOTSUP)
}

#[cfg(feature = "p3")]
pub(crate) fn read_into(_pipe: &File, _buffer: &mut [u8]) -> Result<usize, Errno> {
    Err(Errno::NOTSUP)
}

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

pub(crate) fn has_writer(_pipe: &File) -> Result<bool, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn held(_pipe: &File) -> Result<usize, Errno> {
    Err(Errno::NOTSUP)
}
