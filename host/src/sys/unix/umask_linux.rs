//! The umask on Linux, where a thread can have a file system context, and so a umask, of its own.

use crate::Mode;
use crate::sys::Errno;
use rustix::thread::UnshareFlags;

/// Gives the calling thread a file system context of its own, so that [`set`] concerns this thread alone.
///
/// Only for threads that we started ourselves: the working directory is part of that context, too.
///
/// # Errors
///
/// What `unshare(2)` says; a seccomp filter may forbid it.
pub(crate) fn separate() -> Result<(), Errno> {
    // SAFETY: `unshare` is unsafe for the sake of `CLONE_FILES`, which can take file descriptors away from a
    // thread. `CLONE_FS` concerns the working directory, the root and the umask only.
    unsafe { rustix::thread::unshare_unsafe(UnshareFlags::FS) }
}

/// Sets the umask of the calling thread, which must have been [`separate`]d.
pub(crate) fn set(mask: Mode) {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(mask.bits().into()));
}
