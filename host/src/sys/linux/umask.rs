//! The umask on Linux, where a thread can have a file system context, and thus a umask, of its own.

use super::procfs;
use crate::sys::Errno;
use cap_mknod::Mode;
use rustix::fs::OFlags;
use rustix::thread::UnshareFlags;
use std::ffi::CStr;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::AsRawFd as _;

/// Reads the umask of the process, or `None` where `/proc` is not mounted.
///
/// `umask(2)` cannot read without setting, and a temporary change would affect files that other
/// threads of the embedder create at that moment.
pub(crate) fn of_process() -> Option<Mode> {
    let mut status = String::new();
    procfs::status().ok()?.read_to_string(&mut status).ok()?;
    let mut lines = status.lines();
    let digits = lines.find_map(|line| line.strip_prefix("Umask:"))?;
    let bits = u16::from_str_radix(digits.trim(), 8).ok()?;
    Some(Mode::from_bits_truncate(bits))
}

/// Returns the time in milliseconds, from a clock that is cheap and exact to 10 milliseconds.
pub(crate) fn clock() -> u64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call fills `now`. Every Linux has this clock, so the call cannot fail.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &raw mut now) };
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    seconds * 1000 + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
}

/// Gives the calling thread a file system context of its own, so that [`set`] applies to this
/// thread only.
///
/// Only for threads of this crate: the working directory is a part of that context as well.
///
/// # Errors
///
/// Those of `unshare(2)`, which a seccomp filter may forbid.
pub(crate) fn separate() -> Result<(), Errno> {
    // SAFETY: `unshare` is unsafe because of `CLONE_FILES`, which can take file descriptors away
    // from a thread. `CLONE_FS` covers the working directory, the root and the umask only.
    unsafe { rustix::thread::unshare_unsafe(UnshareFlags::FS) }
}

/// Sets the umask of the calling thread, which must have been [`separate`]d.
pub(crate) fn set(mask: Mode) {
    replace(mask);
}

/// Sets the umask of the calling thread, which is that of the process unless the thread was
/// [`separate`]d. Returns the one before it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other platforms have none to return"
)]
pub(crate) fn replace(mask: Mode) -> Option<Mode> {
    let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(mask.bits().into()));
    let [low, high, ..] = before.bits().to_le_bytes();
    Some(Mode::from_bits_truncate(u16::from_le_bytes([low, high])))
}

/// Returns whether `dir` is known to have no default ACL, so that the kernel applies the umask to
/// new nodes in it.
///
/// A file system without POSIX ACLs counts as unknown, since it may have ACLs of another kind.
///
/// # References
///
/// - [Linux `acl(5)`](https://man7.org/linux/man-pages/man5/acl.5.html)
/// - [Linux `fgetxattr(2)`](https://man7.org/linux/man-pages/man2/fgetxattr.2.html)
/// - [Linux `getxattrat(2)`](https://man7.org/linux/man-pages/man2/getxattrat.2.html)
pub(crate) fn has_no_default_acl(dir: &File) -> bool {
    const NAME: &CStr = c"system.posix_acl_default";
    let mut nothing = [0; 0];
    let result = match getxattrat(dir, NAME) {
        // Older kernels do not read the attributes of an `O_PATH` handle.
        Err(Errno::NOSYS | Errno::PERM) => match rustix::fs::fgetxattr(dir, NAME, &mut nothing) {
            Err(Errno::BADF) => {
                open(dir).and_then(|dir| rustix::fs::fgetxattr(dir, NAME, &mut nothing))
            }
            result => result,
        },
        result => result,
    };
    result == Err(Errno::NODATA)
}

/// Opens the directory of an `O_PATH` handle, for which the process has to be permitted to read it.
fn open(dir: &File) -> Result<File, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::openat(dir, ".", flags, rustix::fs::Mode::empty()).map(File::from)
}

/// Returns the length of an extended attribute of `dir`, with a system call of Linux 6.13.
fn getxattrat(dir: &File, name: &CStr) -> Result<usize, Errno> {
    /// The same number on all architectures except MIPS, where no system call has it.
    const SYS_GETXATTRAT: libc::c_long = 464;
    #[repr(C)]
    struct Arguments {
        value: u64,
        size: u32,
        flags: u32,
    }
    let arguments = Arguments {
        value: 0,
        size: 0,
        flags: 0,
    };
    // SAFETY: the strings end in NUL bytes, `arguments` has the layout and the size that the kernel
    // expects, and with a value size of 0 the kernel writes nothing.
    let length = unsafe {
        libc::syscall(
            SYS_GETXATTRAT,
            dir.as_raw_fd(),
            c".".as_ptr(),
            0,
            name.as_ptr(),
            &raw const arguments,
            size_of::<Arguments>(),
        )
    };
    usize::try_from(length)
        .map_err(|_| Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO))
}
