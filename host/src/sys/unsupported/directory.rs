//! The identity of directories, which is known on Unix systems only.

use crate::sys::Errno;
use std::fs::File;

/// The identity of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id;

pub(crate) fn id(_dir: &File) -> Result<Id, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn open_parent(_dir: &File) -> Result<File, Errno> {
    Err(Errno::NOTSUP)
}
