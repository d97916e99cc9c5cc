//! What is read and opened through `/proc`.
//!
//! In a chroot or a container without procfs a guest may be able to write to `/proc`, and could
//! forge everything that is found there. So nothing is looked up by a path that begins with
//! `/proc`, but beneath a directory that is known to be procfs, in which only the kernel makes
//! entries.

use crate::sys::Errno;
use rustix::fs::{Mode, OFlags, PROC_SUPER_MAGIC, fstatfs, openat};
use rustix::path::DecInt;
use rustix::process::Pid;
use rustix::thread::gettid;
use std::cell::Cell;
use std::fs::File;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::sync::{Once, OnceLock};

/// The directory with the magic links of the calling thread. That of the process fails after its
/// first thread has ended.
const FD_DIRECTORY: &str = "thread-self/fd";

thread_local! {
    static LINKS: Cell<Option<Links>> = const { Cell::new(None) };
}

/// The directory with the magic links of one thread. The kernel looks the files up in the table of
/// that thread as it is at the time of the look-up.
struct Links {
    /// The thread: that of a process that was forked is another one.
    thread: Pid,
    directory: OwnedFd,
}

/// Calls `body` with the magic link of the calling thread to a handle: a directory, and a name in
/// it. The directory stays open until the thread ends.
///
/// # Errors
///
/// `NOTSUP` if procfs is not mounted at `/proc`, those of the kernel, and those of `body`.
pub(crate) fn with_link<R>(
    handle: &File,
    body: impl FnOnce(BorrowedFd<'_>, DecInt) -> Result<R, Errno>,
) -> Result<R, Errno> {
    let thread = gettid();
    // A thread that ends has no cell any more.
    let kept = LINKS.try_with(Cell::take).ok().flatten();
    let links = match kept.filter(|links| links.thread == thread) {
        Some(links) => links,
        None => Links {
            thread,
            directory: open_links()?,
        },
    };
    let result = body(links.directory.as_fd(), DecInt::from_fd(handle));
    let _ = LINKS.try_with(|cell| cell.set(Some(links)));
    result
}

/// Looks whether the calling thread may use its magic links.
///
/// # Errors
///
/// `NOTSUP` if not, and those of the kernel.
pub(crate) fn check_links() -> Result<(), Errno> {
    open_links().map(drop)
}

fn open_links() -> Result<OwnedFd, Errno> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let links = openat(root()?, FD_DIRECTORY, flags, Mode::empty());
    links.map_err(not_found)
}

/// Returns the path of the magic link to a handle, for calls that take nothing but a path.
///
/// # Errors
///
/// `NOTSUP` if procfs is not mounted at `/proc` now, and those of the kernel.
pub(crate) fn name_of(handle: &File) -> Result<String, Errno> {
    // What is mounted there now may be something else than what `root` has open. A guest can
    // neither mount nor replace a directory on which something is mounted.
    open_root()?;
    Ok(format!("/proc/{FD_DIRECTORY}/{}", handle.as_raw_fd()))
}

/// Opens `self/status` for reading.
///
/// # Errors
///
/// `NOTSUP` if procfs is not mounted at `/proc`, and those of the kernel.
pub(crate) fn status() -> Result<File, Errno> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    let status = openat(root()?, "self/status", flags, Mode::empty());
    status.map(File::from).map_err(not_found)
}

/// Returns the root of procfs, which stays open.
fn root() -> Result<BorrowedFd<'static>, Errno> {
    static ROOT: OnceLock<OwnedFd> = OnceLock::new();
    if let Some(root) = ROOT.get() {
        return Ok(root.as_fd());
    }
    let root = open_root()?;
    Ok(ROOT.get_or_init(|| root).as_fd())
}

/// Opens `/proc` and makes sure that it is procfs.
fn open_root() -> Result<OwnedFd, Errno> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let root = rustix::fs::open("/proc", flags, Mode::empty()).map_err(not_found);
    let root = root.and_then(|root| match fstatfs(&root)?.f_type == PROC_SUPER_MAGIC {
        true => Ok(root),
        false => Err(Errno::NOTSUP),
    });
    if root.as_ref().err() == Some(&Errno::NOTSUP) {
        static LOGGED: Once = Once::new();
        LOGGED.call_once(|| {
            tracing::warn!("procfs is not mounted at /proc: guests cannot open FIFOs and devices");
        });
    }
    root
}

/// Turns the errors of paths in a directory that is not procfs, or of another PID namespace.
fn not_found(errno: Errno) -> Errno {
    match errno {
        Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ACCESS => Errno::NOTSUP,
        errno => errno,
    }
}
