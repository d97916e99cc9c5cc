//! Handles to nodes. The type of a node is read from a handle, and the node is opened through that
//! handle.

use super::procfs::{check_links, with_link};
use super::protection;
use super::stat::{FileType, Identity, stat};
use crate::resolve::MAX_LINKS;
use crate::sys::{Errno, errno_of};
use cap_fs_ext::OpenOptionsFollowExt as _;
use cap_primitives::fs::{FollowSymlinks, OpenOptions, OpenOptionsExt as _};
use rustix::fs::{Mode, OFlags, ResolveFlags, openat, openat2};
use std::fs::File;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::path::Path;

/// The limit on attempts that renames disturb.
const ATTEMPTS: usize = 16;

/// How paths of guests are resolved.
pub(super) const CONFINED: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_MAGICLINKS);

/// Whether this platform has such handles.
pub(crate) const AVAILABLE: bool = true;

/// The access for which a node is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) read: bool,
    pub(crate) write: bool,
    /// Truncate a regular file.
    pub(crate) truncate: bool,
    /// Neither the open nor reads and writes may block.
    pub(crate) nonblocking: bool,
}

impl Access {
    pub(super) fn flags(self) -> OFlags {
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

/// Returns an `O_PATH` handle to the node `path` beneath `dir`. The node is not affected, and no
/// node blocks this call.
///
/// `follow` follows a symbolic link as the last component. Otherwise the handle is one to the link.
///
/// # Errors
///
/// Those of the kernel, and `PERM` for a path that leads out of `dir`.
pub(crate) fn pin(dir: &File, path: &str, follow: bool) -> Result<File, Errno> {
    match pin_by_openat2(dir, path, follow) {
        // The kernel lacks the call, a filter forbids it, or renames disturbed it.
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => pin_by_steps(dir, path, follow),
        Err(Errno::XDEV) => Err(Errno::PERM),
        result => result,
    }
}

fn pin_by_openat2(dir: &File, path: &str, follow: bool) -> Result<File, Errno> {
    let mut flags = OFlags::PATH | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, !follow);
    let mut result = Err(Errno::AGAIN);
    for _ in 0..ATTEMPTS {
        result = openat2(dir, path, flags, Mode::empty(), CONFINED);
        if !matches!(result, Err(Errno::AGAIN)) {
            break;
        }
    }
    result.map(File::from)
}

/// Follows a symbolic link at the end of `path` itself, so that the kernel's protection of links in
/// shared directories holds without the kernel.
fn pin_by_steps(dir: &File, path: &str, follow: bool) -> Result<File, Errno> {
    let mut path = path.to_owned();
    let mut directory_only = false;
    for _ in 0..=MAX_LINKS {
        // With a slash behind it a link is followed whatever the flags say.
        let length = path.trim_end_matches('/').len();
        if length > 0 && length < path.len() {
            path.truncate(length);
            directory_only = true;
        }
        let handle = pin_without_following(dir, &path)?;
        let stat = stat(&handle)?;
        match stat.file_type {
            FileType::Symlink if follow || directory_only => {
                protection::check_link(dir, &path, &stat)?;
                path = through_link(dir, &path)?;
            }
            FileType::Directory => return Ok(handle),
            _ if directory_only => return Err(Errno::NOTDIR),
            _ => return Ok(handle),
        }
    }
    Err(Errno::LOOP)
}

fn pin_without_following(dir: &File, path: &str) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .custom_flags(OFlags::PATH.bits().cast_signed())
        .follow(FollowSymlinks::No);
    cap_primitives::fs::open(dir, Path::new(path), &options).map_err(|error| errno_of(&error))
}

/// Creates the regular file `path` beneath `dir`, as `O_CREAT | O_EXCL` does.
///
/// # Errors
///
/// Those of the kernel, such as `EXIST` if the path exists.
pub(crate) fn create(dir: &File, path: &str, read: bool) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    options
        .read(read)
        .write(true)
        .create_new(true)
        .follow(FollowSymlinks::No);
    cap_primitives::fs::open(dir, Path::new(path), &options).map_err(|error| errno_of(&error))
}

/// Returns the path, relative to `dir` as well, to which the symbolic link `path` leads.
///
/// # Errors
///
/// `INVAL` for another node, `ILSEQ` if the target is not UTF-8, and those of the kernel.
pub(crate) fn through_link(dir: &File, path: &str) -> Result<String, Errno> {
    let target = cap_primitives::fs::read_link(dir, Path::new(path))
        .map_err(|error| errno_of(&error))?
        .into_os_string()
        .into_string()
        .map_err(|_| Errno::ILSEQ)?;
    let before = path.rfind('/').map_or("", |slash| &path[..=slash]);
    Ok(match target.starts_with('/') {
        // It leads out, which the next resolution reports.
        true => target,
        false => format!("{before}{target}"),
    })
}

/// Opens the directory `path` beneath `dir` for reading, without a handle before it: a flag keeps
/// the kernel from opening a node of another type. Returns `None` where [`pin`] is to decide.
///
/// `follow` follows a symbolic link as the last component.
pub(crate) fn open_directory(dir: &File, path: &str, follow: bool) -> Option<File> {
    let mut flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, !follow);
    let directory = openat2(dir, path, flags, Mode::empty(), CONFINED);
    directory.ok().map(File::from)
}

/// Opens the node of `handle`, independent of its path. `identity` is that of the node.
///
/// # Errors
///
/// Those of the kernel, and `NOTSUP` if procfs is not mounted at `/proc`.
pub(crate) fn reopen(handle: &File, identity: Identity, access: Access) -> Result<File, Errno> {
    let opened = with_link(handle, |links, link| {
        openat(links, link, access.flags(), Mode::empty())
    });
    let file = match opened {
        Ok(file) => File::from(file),
        // The handle keeps its node alive, so these are not the links of this thread.
        Err(Errno::NOENT) => return Err(Errno::NOTSUP),
        Err(Errno::ACCESS) => return Err(check_links().err().unwrap_or(Errno::ACCESS)),
        Err(errno) => return Err(errno),
    };
    match stat(&file)?.identity == identity {
        true => Ok(file),
        false => Err(Errno::NOTSUP),
    }
}

/// Opens a regular file or a directory by `path` where there is no `/proc`. `identity` is that of
/// the node to which the path led.
///
/// # Errors
///
/// Those of the kernel, and `AGAIN` if the path leads to another node by now.
pub(crate) fn reopen_by_path(
    dir: &File,
    path: &str,
    identity: Identity,
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
    if stat(&file)?.identity != identity {
        return Err(Errno::AGAIN);
    }
    if access.truncate {
        rustix::fs::ftruncate(&file, 0)?;
    }
    let flags = rustix::fs::fcntl_getfl(&file)?;
    rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
    Ok(file)
}

/// Returns whether `file` is an `O_PATH` handle.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn is_handle(file: &File) -> Result<bool, Errno> {
    Ok(rustix::fs::fcntl_getfl(file)?.contains(OFlags::PATH))
}

/// Replaces the open file description of `file` with that of `with`, for all holders of the
/// descriptor.
///
/// # Errors
///
/// Those of the kernel. `file` is unchanged then.
pub(crate) fn replace(file: &File, with: &File) -> Result<(), Errno> {
    // SAFETY: the descriptor is open, and `ManuallyDrop` leaves its close to `file`. `dup3`
    // replaces it atomically, so its number is never free for other opens.
    let mut target = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(file.as_raw_fd()) });
    rustix::io::dup3(with, &mut target, rustix::io::DupFlags::CLOEXEC)
}

/// Returns whether `file` is open for writing.
///
/// # Errors
///
/// The error of `fcntl(2)`.
pub(crate) fn is_writable(file: &File) -> Result<bool, Errno> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    Ok(!flags.contains(OFlags::PATH) && flags.intersects(OFlags::WRONLY | OFlags::RDWR))
}

/// Returns whether `file` cannot seek.
pub(crate) fn cannot_seek(file: &File) -> bool {
    rustix::fs::seek(file, rustix::fs::SeekFrom::Current(0)) == Err(Errno::SPIPE)
}

/// Has reads and writes of `file` wait.
///
/// # Errors
///
/// The error of `fcntl(2)`.
pub(crate) fn set_blocking(file: &File) -> Result<(), Errno> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    rustix::fs::fcntl_setfl(file, flags - OFlags::NONBLOCK)
}
