//! Modes and owners of nodes. The nodes are not opened.
//!
//! fakeroot and pseudo replace the functions of the C library, and know a node by its path. Where
//! they may be, the calls take the magic link of a handle.

use super::procfs::with_link;
use super::stat::{FileType, stat};
use crate::sys::Errno;
use cap_mknod::Mode;
use rustix::fs::{AtFlags, Gid, Uid, chownat};
use std::fs::File;
use std::os::fd::AsRawFd as _;

/// Sets the mode of the node of `handle`.
///
/// # Errors
///
/// Those of the kernel, `NOTSUP` for a symbolic link, and before Linux 6.6 `NOTSUP` if procfs is
/// not mounted at `/proc`.
///
/// # References
///
/// - [Linux `fchmodat2(2)`](https://man7.org/linux/man-pages/man2/fchmodat2.2.html)
pub(crate) fn set_mode(handle: &File, mode: Mode) -> Result<(), Errno> {
    if is_replaced() {
        return set_mode_by_link(handle, mode);
    }
    match fchmodat2(handle, mode) {
        Err(Errno::NOSYS) => set_mode_by_link(handle, mode),
        // A filter that does not know the call says so, too.
        Err(Errno::PERM) => match set_mode_by_link(handle, mode) {
            Err(Errno::NOTSUP) => Err(Errno::PERM),
            result => result,
        },
        result => result,
    }
}

fn set_mode_by_link(handle: &File, mode: Mode) -> Result<(), Errno> {
    // Kernels before 6.6 change the mode of a symbolic link on some file systems.
    if stat(handle)?.file_type == FileType::Symlink {
        return Err(Errno::NOTSUP);
    }
    without_proc(with_link(handle, |links, link| {
        // The function of rustix is a system call in any case.
        // SAFETY: the directory is open, and the name ends with a NUL byte.
        result_of(unsafe {
            libc::fchmodat(
                links.as_raw_fd(),
                link.as_c_str().as_ptr(),
                mode.bits().into(),
                0,
            )
        })
    }))
}

/// Sets the user and the group of the node of `handle`, as far as they are given.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [Linux `fchownat(2)`](https://man7.org/linux/man-pages/man2/fchownat.2.html)
pub(crate) fn set_owner(handle: &File, user: Option<u32>, group: Option<u32>) -> Result<(), Errno> {
    let (user, group) = (user.map(Uid::from_raw), group.map(Gid::from_raw));
    if !is_replaced() {
        return chownat(handle, "", user, group, AtFlags::EMPTY_PATH);
    }
    without_proc(with_link(handle, |links, link| {
        chownat(links, link, user, group, AtFlags::empty())
    }))
}

/// The call of rustix and of older C libraries takes no flags.
fn fchmodat2(handle: &File, mode: Mode) -> Result<(), Errno> {
    let mode = libc::c_uint::from(mode.bits());
    // SAFETY: the handle is open, and the path is an empty string with its NUL byte.
    let result = unsafe {
        libc::syscall(
            libc::SYS_fchmodat2,
            handle.as_raw_fd(),
            c"".as_ptr(),
            mode,
            libc::AT_EMPTY_PATH,
        )
    };
    result_of(result)
}

fn result_of<T: PartialEq + From<i8>>(result: T) -> Result<(), Errno> {
    if result == T::from(0) {
        return Ok(());
    }
    let error = std::io::Error::last_os_error();
    Err(Errno::from_io_error(&error).unwrap_or(Errno::IO))
}

/// The handle keeps its node alive, so a missing entry is not one of the magic links of this
/// thread.
fn without_proc(result: Result<(), Errno>) -> Result<(), Errno> {
    match result {
        Err(Errno::NOENT) => Err(Errno::NOTSUP),
        result => result,
    }
}

/// Returns whether a library may replace functions of the C library.
#[cfg(feature = "use-libc")]
fn is_replaced() -> bool {
    use std::sync::OnceLock;
    static REPLACED: OnceLock<bool> = OnceLock::new();
    *REPLACED.get_or_init(|| {
        std::env::var_os("LD_PRELOAD").is_some_and(|libraries| !libraries.is_empty())
    })
}

#[cfg(not(feature = "use-libc"))]
fn is_replaced() -> bool {
    false
}
