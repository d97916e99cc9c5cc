//! The functions of the C library: numbers in, `io::Result` out.

use std::io;
use std::path::Path;

use wasip2::filesystem::types::ErrorCode;

use crate::bindings::types::{Mode, NodeType};
use crate::mode::{S_IFIFO, S_IFMT};
use crate::{Dir, NodeOptions, sys};

/// Creates the file system node `path`, like C's `mknod`.
///
/// `mode` is one of the `S_IF*` constants, or 0 for a regular file, together with permission bits
/// (`07777`); the bits of the guest's [`umask`] are taken away from it. `dev` is a number from
/// [`makedev`](crate::makedev) and counts for [`S_IFCHR`](crate::S_IFCHR) and
/// [`S_IFBLK`](crate::S_IFBLK) only.
///
/// `path` finds its preopened directory as in the rest of a WASI program: see the
/// [crate](crate#paths)'s page.
///
/// # Errors
///
/// Those of [`NodeOptions::create`], and `EINVAL` for a symbolic link, for a type without a name,
/// and for bits outside `0o177777`.
///
/// # References
///
/// - [POSIX `mknod`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknod.html)
/// - [Linux `mknod(2)`](https://man7.org/linux/man-pages/man2/mknod.2.html)
pub fn mknod(path: impl AsRef<Path>, mode: u32, dev: u64) -> io::Result<()> {
    from_raw(mode, dev)?.create(path)
}

/// Creates the file system node `path` in the directory `dir`, like C's `mknodat`.
///
/// This is [`mknod`] with another start: `path` is relative to `dir` and stays beneath it. There is
/// no `AT_FDCWD`, for which there is [`mknod`], and an absolute path is not permitted.
///
/// # Errors
///
/// Those of [`mknod`].
///
/// # References
///
/// - [POSIX `mknodat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknod.html)
/// - [Linux `mknod(2)`](https://man7.org/linux/man-pages/man2/mknod.2.html)
pub fn mknodat(dir: &Dir, path: impl AsRef<Path>, mode: u32, dev: u64) -> io::Result<()> {
    from_raw(mode, dev)?.create_at(dir, path)
}

/// Creates a FIFO, like C's `mkfifo`.
///
/// `mode` has permission bits; the bits of the guest's [`umask`] are taken away from it.
///
/// # Errors
///
/// Those of [`NodeOptions::create`], and `EINVAL` for a type other than [`S_IFIFO`].
///
/// # References
///
/// - [POSIX `mkfifo`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mkfifo.html)
/// - [Linux `mkfifo(3)`](https://man7.org/linux/man-pages/man3/mkfifo.3.html)
pub fn mkfifo(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    mknod(path, fifo_mode(mode)?, 0)
}

/// Creates a FIFO in the directory `dir`, like C's `mkfifoat`.
///
/// # Errors
///
/// Those of [`mkfifo`].
///
/// # References
///
/// - [POSIX `mkfifoat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mkfifo.html)
/// - [Linux `mkfifo(3)`](https://man7.org/linux/man-pages/man3/mkfifo.3.html)
pub fn mkfifoat(dir: &Dir, path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    mknodat(dir, path, fifo_mode(mode)?, 0)
}

/// Sets the guest's umask and returns the one before it, like C's `umask`.
///
/// Only the nine permission bits of `mask` count. The umask takes bits away from the mode of each
/// node that this crate makes. It belongs to the guest; the one of the host process is not touched.
/// A guest starts with what the host has chosen for it, 022 in most cases. Files that are opened
/// and directories that are made through `std::fs` do not follow it: `wasi:filesystem` has no
/// modes.
///
/// On targets other than WASI, where there are no nodes to make, this only keeps the number.
///
/// # References
///
/// - [POSIX `umask`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/umask.html)
/// - [Linux `umask(2)`](https://man7.org/linux/man-pages/man2/umask.2.html)
pub fn umask(mask: u32) -> u32 {
    sys::umask(Mode::from_raw_mode(mask & 0o777)).as_raw_mode()
}

pub(crate) fn from_raw(mode: u32, dev: u64) -> io::Result<NodeOptions> {
    let node_type =
        NodeType::from_raw_mode(mode, dev).ok_or_else(|| sys::error(ErrorCode::Invalid))?;
    Ok(NodeOptions::new(node_type).mode(Mode::from_raw_mode(mode)))
}

/// C libraries add the type to what they are given, which makes another type of `S_IFDIR`: such a
/// call is a mistake.
pub(crate) fn fifo_mode(mode: u32) -> io::Result<u32> {
    match mode & S_IFMT {
        0 | S_IFIFO => Ok(mode | S_IFIFO),
        _ => Err(sys::error(ErrorCode::Invalid)),
    }
}
