//! Platforms on which no FIFO is ever opened, so that nobody waits for one.

use crate::sys::Errno;
use crate::wait::spin::Waiting;
use std::fs::File;
use std::sync::Weak;

pub(super) async fn until_readable(_pipe: &File, _waiting: Waiting) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(super) async fn until_writable(_pipe: &File, _waiting: Waiting) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(super) async fn for_reader_of(_handle: &Weak<File>) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(super) async fn for_reader(_handle: &File) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}

#[cfg(feature = "p3")]
pub(super) async fn for_writer(_pipe: &File) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
