//! Functions of the C library, or of a library that is loaded before it.

use rustix::fs::{AtFlags, Dev, FileType, Mode, mknodat as call, statat};
use rustix::io::Errno;
use std::env;
use std::ffi::CString;
use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::sync::OnceLock;

/// Creates a node like `mknodat(2)`.
///
/// The function of fakeroot makes a regular file in place of every node, truncates a file that
/// exists, and follows a symbolic link. So the name is looked up first, and a FIFO, for which
/// nobody needs privileges, is made by `mkfifoat`, which fakeroot leaves to the kernel.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [`fakeroot(1)`](https://manpages.debian.org/stable/fakeroot/fakeroot.1.en.html)
/// - [POSIX `mkfifoat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mkfifoat.html)
pub(crate) fn mknodat(
    dir: &File,
    name: &str,
    file_type: FileType,
    mode: Mode,
    device: Dev,
) -> Result<(), Errno> {
    if is_replaced() && statat(dir, name, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
        return Err(Errno::EXIST);
    }
    match file_type {
        FileType::Fifo => mkfifoat(dir, name, mode),
        _ => call(dir, name, file_type, mode, device),
    }
}

/// Returns whether a library may replace functions of the C library.
pub(super) fn is_replaced() -> bool {
    static REPLACED: OnceLock<bool> = OnceLock::new();
    *REPLACED.get_or_init(|| env::var_os("LD_PRELOAD").is_some_and(|names| !names.is_empty()))
}

/// `mkfifoat` of rustix calls `mknodat`.
fn mkfifoat(dir: &File, name: &str, mode: Mode) -> Result<(), Errno> {
    let name = CString::new(name).map_err(|_| Errno::INVAL)?;
    // SAFETY: `dir` is open and `name` ends with a NUL byte.
    let result = unsafe { libc::mkfifoat(dir.as_raw_fd(), name.as_ptr(), mode.as_raw_mode()) };
    if result == 0 {
        return Ok(());
    }
    let error = std::io::Error::last_os_error();
    Err(Errno::from_io_error(&error).unwrap_or(Errno::IO))
}
