//! FIFOs that never make a host thread wait.
//!
//! One end of a FIFO is a [`Reader`] or a [`Writer`]. Both work on a pipe that is open in non-blocking mode, and have
//! futures for those who wait. Nothing in here knows a WASI version: front ends turn these ends into their streams.

mod connecting;
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "no FIFO is ever opened there")
)]
mod patience;
mod reader;
#[cfg_attr(not(target_os = "linux"), path = "wait_unsupported.rs")]
mod wait;
mod writer;

pub(crate) use connecting::Connecting;
pub(crate) use reader::{Reader, Received};
pub(crate) use writer::Writer;

use crate::resolve;
use crate::sys::Errno;
use crate::sys::handle::{self, Access};
use crate::sys::stat::{self, FileType};
use std::fs::File;

/// Opens the FIFO to which `handle` is a handle.
///
/// To write to a FIFO that has no reader yet cannot be opened without waiting. Then the handle itself is returned: a
/// [`Writer`] on it waits for the reader and opens it.
///
/// # Errors
///
/// What the kernel says; `NOTSUP` if `/proc` is not mounted.
pub(crate) fn open(handle: File, read: bool, write: bool) -> Result<File, Errno> {
    let access = Access {
        read,
        write,
        truncate: false,
        nonblocking: true,
    };
    match handle::reopen(&handle, access) {
        Err(Errno::NXIO) if write && !read => Ok(handle),
        result => result,
    }
}

/// Opens the FIFO `path` beneath `dir`, by the rules for paths that `mknod` has.
///
/// # Errors
///
/// See [`resolve::check`]; `PERM` for a path that leads out of `dir`; `INVAL` if it is no FIFO; and those of [`open`].
pub(crate) fn open_at(dir: &File, path: &str, read: bool, write: bool) -> Result<File, Errno> {
    resolve::check(path)?;
    let handle = handle::pin(dir, path, true)?;
    if stat::stat(&handle)?.file_type != FileType::Fifo {
        return Err(Errno::INVAL);
    }
    open(handle, read, write)
}

/// Tries to open the FIFO to which `handle` is a handle for writing: `None` if it has no reader.
fn try_open_writer(handle: &File) -> Result<Option<File>, Errno> {
    let access = Access {
        read: false,
        write: true,
        truncate: false,
        nonblocking: true,
    };
    match handle::reopen(handle, access) {
        Ok(pipe) => Ok(Some(pipe)),
        Err(Errno::NXIO) => Ok(None),
        Err(errno) => Err(errno),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
