//! FIFOs that never make a host thread wait.
//!
//! An [`End`] is an open file description of a guest, shared by all of its streams. [`Ends`] are
//! those of one store. [`Reader`] and [`Writer`] work on an end in non-blocking mode, and have
//! futures for those who wait. The front ends turn them into the streams of their WASI version.

mod connect;
mod end;
mod events;
mod look;
#[cfg_attr(not(target_os = "linux"), path = "openings_unsupported.rs")]
mod openings;
mod reader;
#[cfg_attr(not(target_os = "linux"), path = "ready_unsupported.rs")]
mod ready;
mod store;
mod writer;

pub(crate) use end::{End, Kind};
pub(crate) use events::Events;
pub(crate) use reader::{Reader, Received};
pub(crate) use store::Ends;
#[cfg(feature = "p2")]
pub(crate) use writer::PIPE_BUF;
pub(crate) use writer::Writer;

use crate::resolve;
use crate::sys::Errno;
use crate::sys::handle::{self, Access};
use crate::sys::stat::{self, FileType, Identity};
use std::fs::File;

/// Opens the FIFO to which `handle` is a handle, and of which `identity` is known.
///
/// To write to a FIFO that has no reader yet cannot be opened without waiting. Then the handle
/// itself is returned: a [`Writer`] on it waits for the reader and opens it.
///
/// # Errors
///
/// What the kernel says; `NOTSUP` if `/proc` is not mounted.
pub(crate) fn open(
    handle: File,
    identity: Identity,
    read: bool,
    write: bool,
) -> Result<File, Errno> {
    match handle::reopen(&handle, identity, access(read, write)) {
        Err(Errno::NXIO) if write && !read => Ok(handle),
        result => result,
    }
}

/// Opens the FIFO `path` beneath `dir`, by the rules for paths that `mknod` has.
///
/// # Errors
///
/// See [`resolve::check`]; `PERM` for a path that leads out of `dir`; `INVAL` if it is no FIFO; and
/// those of [`open`].
pub(crate) fn open_at(dir: &File, path: &str, read: bool, write: bool) -> Result<File, Errno> {
    resolve::check(path)?;
    let handle = handle::pin(dir, path, true)?;
    let stat = stat::stat(&handle)?;
    if stat.file_type != FileType::Fifo {
        return Err(Errno::INVAL);
    }
    open(handle, stat.identity, read, write)
}

/// Opens the FIFO to which `handle` is a handle for writing: `None` if it has no reader.
fn reopen_writer(handle: &File) -> Result<Option<File>, Errno> {
    match handle::reopen(handle, stat::stat(handle)?.identity, access(false, true)) {
        Ok(pipe) => Ok(Some(pipe)),
        Err(Errno::NXIO) => Ok(None),
        Err(errno) => Err(errno),
    }
}

/// Opens the FIFO to which `handle` is a handle for reading and writing.
fn reopen_both(handle: &File) -> Result<File, Errno> {
    handle::reopen(handle, stat::stat(handle)?.identity, access(true, true))
}

fn access(read: bool, write: bool) -> Access {
    Access {
        read,
        write,
        truncate: false,
        nonblocking: true,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
