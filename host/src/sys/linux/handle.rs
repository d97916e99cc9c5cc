//! Handles to nodes: what a path leads to is looked at before it is opened, and then that very node is opened.

use super::procfs::name_of;
use super::stat::stat;
use crate::sys::{Errno, errno_of};
use cap_fs_ext::OpenOptionsFollowExt as _;
use cap_primitives::fs::{FollowSymlinks, OpenOptions, OpenOptionsExt as _};
use rustix::fs::OFlags;
use std::fs::File;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::path::Path;

/// Whether this platform has such handles.
pub(crate) const AVAILABLE: bool = true;

/// For what a node is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) read: bool,
    pub(crate) write: bool,
    /// Cut a regular file down to nothing.
    pub(crate) truncate: bool,
    /// Neither the opening nor reading and writing may wait.
    pub(crate) nonblocking: bool,
}

impl Access {
    fn flags(self) -> OFlags {
        let mut flags = OFlags::CLOEXEC | OFlags::NOCTTY;
        flags |= match (self.read, self.write) {
            (true, true) => OFlags::RDWR,
            (false, true) => OFlags::WRONLY,
            (_, false) => OFlags::RDONLY,
        };
        flags.set(OFlags::TRUNC, self.truncate);
        flags.set(OFlags::NONBLOCK, self.nonblocking);
        flags
    }
}

/// Gets a handle to the node `path` beneath `dir` without opening it. Nothing happens to the node, and no node makes
/// this call wait.
///
/// A symbolic link as the last component is followed on demand; else the handle is one to the link.
///
/// # Errors
///
/// What the kernel says, and `PERM` for a path that leads out of `dir`.
pub(crate) fn pin(dir: &File, path: &str, follow: bool) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .custom_flags(OFlags::PATH.bits().cast_signed())
        .follow(match follow {
            true => FollowSymlinks::Yes,
            false => FollowSymlinks::No,
        });
    cap_primitives::fs::open(dir, Path::new(path), &options).map_err(|error| errno_of(&error))
}

/// Makes the regular file `path` beneath `dir`, and nothing else: whatever is there already makes it fail.
///
/// # Errors
///
/// What the kernel says, `EXIST` above all.
pub(crate) fn create(dir: &File, path: &str, read: bool) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    options
        .read(read)
        .write(true)
        .create_new(true)
        .follow(FollowSymlinks::No);
    cap_primitives::fs::open(dir, Path::new(path), &options).map_err(|error| errno_of(&error))
}

/// Reads the symbolic link `path` beneath `dir`.
///
/// # Errors
///
/// `INVAL` if it is no symbolic link, `ILSEQ` if it does not hold UTF-8.
pub(crate) fn read_link(dir: &File, path: &str) -> Result<String, Errno> {
    cap_primitives::fs::read_link(dir, Path::new(path))
        .map_err(|error| errno_of(&error))?
        .into_os_string()
        .into_string()
        .map_err(|_| Errno::ILSEQ)
}

/// Opens the node to which `handle` is a handle, whatever its path leads to by now.
///
/// # Errors
///
/// What the kernel says; `NOTSUP` if `/proc` is not mounted, without which there is no such opening.
pub(crate) fn reopen(handle: &File, access: Access) -> Result<File, Errno> {
    match rustix::fs::open(name_of(handle), access.flags(), rustix::fs::Mode::empty()) {
        Ok(file) => Ok(file.into()),
        // The handle keeps its node alive, so it is `/proc` that is missing.
        Err(Errno::NOENT) => Err(Errno::NOTSUP),
        Err(errno) => Err(errno),
    }
}

/// Opens a regular file or a directory like [`reopen`], where there is no `/proc`: by `path`, from which `handle` came.
///
/// # Errors
///
/// What the kernel says, and `AGAIN` if the path leads to another node by now.
pub(crate) fn reopen_by_path(
    dir: &File,
    path: &str,
    handle: &File,
    access: Access,
) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    options
        .read(access.read)
        .write(access.write)
        .custom_flags(flags.bits().cast_signed());
    let file = cap_primitives::fs::open(dir, Path::new(path), &options)
        .map_err(|error| errno_of(&error))?;
    if stat(handle)?.identity != stat(&file)?.identity {
        return Err(Errno::AGAIN);
    }
    if access.truncate {
        rustix::fs::ftruncate(&file, 0)?;
    }
    let flags = rustix::fs::fcntl_getfl(&file)?;
    rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
    Ok(file)
}

/// Returns whether `file` is a handle only, and not open.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn is_handle(file: &File) -> Result<bool, Errno> {
    Ok(rustix::fs::fcntl_getfl(file)?.contains(OFlags::PATH))
}

/// Makes the descriptor of `file` one of what `with` has open, for all who hold it.
///
/// # Errors
///
/// What the kernel says; `file` is then what it was.
pub(crate) fn replace(file: &File, with: &File) -> Result<(), Errno> {
    // SAFETY: the descriptor is open, and `ManuallyDrop` leaves its end to `file`. Meanwhile it never becomes free for
    // others: `dup3` puts the one in the place of the other in one step.
    let mut target = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(file.as_raw_fd()) });
    rustix::io::dup3(with, &mut target, rustix::io::DupFlags::CLOEXEC)
}
