//! The umask on Linux, where a thread can have a file system context, and so a umask, of its own.

use crate::Mode;
use crate::sys::Errno;
use rustix::thread::UnshareFlags;

/// Reads the umask of the process, or `None` where `/proc` is not mounted.
///
/// `umask(2)` cannot ask without setting, and setting it, however shortly, would change the files that other threads of
/// the embedder make at that moment.
pub(crate) fn of_process() -> Option<Mode> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mut lines = status.lines();
    let digits = lines.find_map(|line| line.strip_prefix("Umask:"))?;
    let bits = u16::from_str_radix(digits.trim(), 8).ok()?;
    Some(Mode::from_bits_truncate(bits))
}

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
