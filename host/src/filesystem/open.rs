//! Opens a node of any type without blocking.
//!
//! `open(2)` blocks on a FIFO until its other end is open, and on a device its effect depends on
//! the driver. A path is therefore resolved to an `O_PATH` handle, which does not affect the node,
//! and the node is opened through the handle, in the way of its type. A rename between the two has
//! no effect. On mounts without devices one step is enough, see [`nodev`].

use crate::sys::handle::{self, Access};
use crate::sys::stat::{self, FileType, Identity};
use crate::sys::{Errno, nodev, protection};
use crate::{fifo, recorded};
use std::borrow::Cow;
use std::fs::File;

/// The limit on dangling symbolic links, and on races with renames, while a file is created.
const MAX_TURNS: u32 = 64;

/// The parameters of `open-at`.
#[derive(Clone, Debug)]
pub(crate) struct OpenRequest {
    pub(crate) path: String,
    pub(crate) follow: bool,
    pub(crate) create: bool,
    pub(crate) exclusive: bool,
    pub(crate) truncate: bool,
    pub(crate) directory: bool,
    pub(crate) read: bool,
    pub(crate) write: bool,
    /// Whether reads and writes are to be synchronous.
    pub(crate) synchronous: bool,
    /// Whether the store may open another end of a FIFO.
    pub(crate) may_open_fifo: bool,
    /// Whether a file may stand for a device.
    pub(crate) recorded: bool,
}

/// An open node.
#[derive(Debug)]
pub(crate) enum Opened {
    /// An open regular file.
    File(File),
    /// An open directory.
    Directory(File),
    /// A FIFO as by [`fifo::open`].
    Fifo(File),
    /// A handle to a device that is not open.
    Device(DeviceHandle),
    /// A handle to the file in place of a device, which is not there.
    Recorded(DeviceHandle),
}

/// A device that may be opened if the policy allows it.
#[derive(Debug)]
pub(crate) struct DeviceHandle {
    handle: File,
    identity: Identity,
    pub(crate) node_type: cap_mknod::NodeType,
}

/// Why nothing was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenError {
    /// An error that regular files and directories have as well. The guest gets the code that
    /// wasmtime-wasi has for it, so that programs see no difference.
    AsWasmtimeWasi(Errno),
    /// An error of special files. The guest gets the code of this crate.
    Ours(Errno),
}

impl From<Errno> for OpenError {
    fn from(errno: Errno) -> Self {
        Self::AsWasmtimeWasi(errno)
    }
}

impl OpenRequest {
    /// Whether a regular file is opened for writing. As in wasmtime-wasi, `create` and `truncate`
    /// imply it.
    pub(crate) fn writes(&self) -> bool {
        self.write || self.create || self.truncate
    }

    /// Whether a regular file is opened for reading. As in wasmtime-wasi, it is unless only `write`
    /// is set.
    pub(crate) fn reads(&self) -> bool {
        self.read || !self.write
    }

    /// Opens the node at the path beneath `dir`.
    ///
    /// # Errors
    ///
    /// Those of one `openat2` with these flags, except for special files.
    pub(crate) fn open(&self, dir: &File) -> Result<Opened, OpenError> {
        if self.create && self.exclusive {
            return Ok(self.make(dir, &self.path)?);
        }
        let mut path = Cow::Borrowed(&*self.path);
        for _ in 0..MAX_TURNS {
            if self.directory
                && !self.writes()
                && let Some(directory) = handle::open_directory(dir, &path, self.follow)
            {
                return Ok(Opened::Directory(directory));
            }
            if let Some(result) = self.open_among_no_devices(dir, &path) {
                return Ok(result?);
            }
            let missing = match handle::pin(dir, &path, self.follow) {
                Ok(handle) => match self.open_pinned(dir, &path, handle) {
                    Err(OpenError::AsWasmtimeWasi(Errno::AGAIN)) => continue,
                    result => return result,
                },
                Err(errno) => errno,
            };
            // A file cannot be created at a name with a trailing slash. `create` returns the error.
            let may_make =
                missing == Errno::NOENT || missing == Errno::NOTDIR && path.ends_with('/');
            if !self.create || !may_make {
                return Err(missing.into());
            }
            // If the file exists by now, this must not open it.
            match self.make(dir, &path) {
                Err(Errno::EXIST) => {}
                result => return Ok(result?),
            }
            if let Some(target) = target_of_link(dir, &path, self.follow)? {
                path = Cow::Owned(target);
            }
        }
        Err(Errno::LOOP.into())
    }

    fn make(&self, dir: &File, path: &str) -> Result<Opened, Errno> {
        handle::create(dir, path, self.reads()).map(Opened::File)
    }

    /// Opens the node in one step, or returns `None` where it is to be looked at first.
    fn open_among_no_devices(&self, dir: &File, path: &str) -> Option<Result<Opened, Errno>> {
        // If it is a FIFO, this opens an end of it: for the access in the request only, and within
        // the limit.
        if self.directory || self.recorded || !self.may_open_fifo || self.write != self.writes() {
            return None;
        }
        let result = nodev::open(dir, path, self.follow, self.create, self.access())?;
        Some(result.map(|(file, stat)| match stat.file_type {
            FileType::Directory => Opened::Directory(file),
            FileType::Fifo => Opened::Fifo(file),
            _ => Opened::File(file),
        }))
    }

    /// The access of a regular file.
    fn access(&self) -> Access {
        Access {
            read: self.reads(),
            write: self.writes(),
            truncate: self.truncate,
            nonblocking: false,
        }
    }

    fn open_pinned(&self, dir: &File, path: &str, handle: File) -> Result<Opened, OpenError> {
        let stat = stat::stat(&handle)?;
        if self.create {
            protection::check_creation(dir, path, self.follow, &stat)?;
        }
        if self.recorded
            && let Some(device) = recorded::device(&handle, &stat)
        {
            return match device {
                _ if self.directory => Err(Errno::NOTDIR.into()),
                Ok(node_type) => Ok(Opened::Recorded(DeviceHandle {
                    handle,
                    identity: stat.identity,
                    node_type,
                })),
                Err(errno) => Err(OpenError::Ours(errno)),
            };
        }
        match stat.file_type {
            FileType::RegularFile | FileType::Directory => {
                let file = self.reopen(dir, path, &handle, stat.identity)?;
                match stat.file_type {
                    FileType::Directory => Ok(Opened::Directory(file)),
                    _ if self.directory => Err(Errno::NOTDIR.into()),
                    _ => Ok(Opened::File(file)),
                }
            }
            FileType::Symlink => Err(Errno::LOOP.into()),
            _ if self.directory => Err(Errno::NOTDIR.into()),
            FileType::Fifo if !self.may_open_fifo => Err(OpenError::Ours(Errno::NOMEM)),
            FileType::Fifo => {
                // Unlike a regular file, a FIFO is opened for the access in the request only: with
                // both ends open, a reader never sees the end.
                let pipe = fifo::open(handle, stat.identity, self.reads(), self.write);
                let pipe = pipe.map_err(OpenError::Ours)?;
                Ok(Opened::Fifo(pipe))
            }
            FileType::CharacterDevice | FileType::BlockDevice => {
                let node_type =
                    crate::metadata::node_type(&stat).ok_or(OpenError::Ours(Errno::NXIO))?;
                Ok(Opened::Device(DeviceHandle {
                    handle,
                    identity: stat.identity,
                    node_type,
                }))
            }
            // `open(2)` on a socket fails, and unknown types are treated alike.
            _ => Err(OpenError::Ours(Errno::NXIO)),
        }
    }

    fn reopen(
        &self,
        dir: &File,
        path: &str,
        handle: &File,
        identity: Identity,
    ) -> Result<File, Errno> {
        let access = self.access();
        match handle::reopen(handle, identity, access) {
            Err(Errno::NOTSUP) => handle::reopen_by_path(dir, path, identity, access),
            result => result,
        }
    }
}

impl DeviceHandle {
    /// Returns the handle to the node, by which nothing is read or written.
    pub(crate) fn into_handle(self) -> File {
        self.handle
    }

    /// Opens the device. It stays in non-blocking mode if it cannot seek, which is returned as
    /// well.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub(crate) fn open(&self, read: bool, write: bool) -> Result<(File, bool), Errno> {
        let access = Access {
            read,
            write,
            truncate: false,
            nonblocking: true,
        };
        let file = handle::reopen(&self.handle, self.identity, access)?;
        let cannot_seek = handle::cannot_seek(&file);
        if !cannot_seek {
            // Streams read and write it at an offset, on a thread that may wait.
            handle::set_blocking(&file)?;
        }
        Ok((file, cannot_seek))
    }
}

/// Returns the target of the symbolic link `path`, relative to `dir`, or `None` for another node.
fn target_of_link(dir: &File, path: &str, follow: bool) -> Result<Option<String>, Errno> {
    if !follow {
        return Ok(None);
    }
    match handle::through_link(dir, path) {
        Ok(target) => Ok(Some(target)),
        // The node is not a link, or has been removed.
        Err(Errno::INVAL | Errno::NOENT) => Ok(None),
        Err(errno) => Err(errno),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
