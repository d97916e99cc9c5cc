//! Magic links in `/proc`.

use crate::sys::Errno;
use rustix::fs::{Mode, OFlags, PROC_SUPER_MAGIC, fstatfs};
use std::fs::File;
use std::os::fd::{AsRawFd as _, OwnedFd};

/// Returns the magic link of the calling thread to a handle. The link of the process fails after
/// its first thread has ended.
///
/// Nothing is known of what is mounted at `/proc`, so it is for calls that do no harm to another
/// node. Others take [`fd_directory`].
pub(crate) fn name_of(handle: &File) -> String {
    format!("{DIRECTORY}/{}", handle.as_raw_fd())
}

/// Returns the name of the magic link to a handle in [`fd_directory`].
pub(crate) fn link_of(handle: &File) -> String {
    handle.as_raw_fd().to_string()
}

const DIRECTORY: &str = "/proc/thread-self/fd";

/// Opens the directory of the magic links of the calling thread, and makes sure that it is in
/// procfs: a guest that may write to `/proc` could forge it.
///
/// # Errors
///
/// `NOTSUP` if procfs is not mounted at `/proc`, and those of the kernel.
pub(crate) fn fd_directory() -> Result<OwnedFd, Errno> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = match rustix::fs::open(DIRECTORY, flags, Mode::empty()) {
        Ok(directory) => directory,
        Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ACCESS) => {
            return Err(Errno::NOTSUP);
        }
        Err(errno) => return Err(errno),
    };
    match fstatfs(&directory)?.f_type == PROC_SUPER_MAGIC {
        true => Ok(directory),
        false => Err(Errno::NOTSUP),
    }
}
