//! The umask on Linux, where a thread can have a file system context, and so a umask, of its own.

use super::procfs::name_of;
use crate::Mode;
use crate::sys::Errno;
use rustix::thread::UnshareFlags;
use std::ffi::CStr;
use std::fs::File;
use std::os::fd::AsRawFd as _;

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

/// Tells the time in milliseconds, to within 10 of them and in less time than it takes to be exact.
pub(crate) fn clock() -> u64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call fills `now`. Every Linux has this clock, and nothing else can go wrong.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &raw mut now) };
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    seconds * 1000 + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
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

/// Whether `dir` is known to have no default ACL, so that the kernel applies the umask to what is made in it.
///
/// What a file system without POSIX ACLs does is not known: it may have ACLs of another kind.
///
/// # References
///
/// - [Linux `acl(5)`](https://man7.org/linux/man-pages/man5/acl.5.html)
/// - [Linux `fgetxattr(2)`](https://man7.org/linux/man-pages/man2/fgetxattr.2.html)
/// - [Linux `getxattrat(2)`](https://man7.org/linux/man-pages/man2/getxattrat.2.html)
pub(crate) fn has_no_default_acl(dir: &File) -> bool {
    const NAME: &CStr = c"system.posix_acl_default";
    let mut nothing = [0; 0];
    let result = match rustix::fs::fgetxattr(dir, NAME, &mut nothing) {
        // An `O_PATH` handle can be asked by younger kernels, and else by its magic link only.
        Err(Errno::BADF) => match getxattrat(dir, NAME) {
            Err(Errno::NOSYS | Errno::PERM) => {
                rustix::fs::getxattr(name_of(dir), NAME, &mut nothing)
            }
            result => result,
        },
        result => result,
    };
    result == Err(Errno::NODATA)
}

/// Tells the length of an extended attribute of `dir`, by a system call that came with Linux 6.13.
fn getxattrat(dir: &File, name: &CStr) -> Result<usize, Errno> {
    /// The same number on all architectures, except for MIPS, where it is that of no system call.
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
    // SAFETY: the strings end in NUL bytes, `arguments` is what the kernel reads and as long as it is told, and with a
    // size of 0 the kernel writes nothing.
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
