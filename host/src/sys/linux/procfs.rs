//! What is read and opened through `/proc`.
//!
//! In a chroot or a container without procfs a guest may be able to write to `/proc`, and could
//! forge everything that is found there. So nothing is looked up by a path that begins with
//! `/proc`, but beneath a directory that is known to be procfs, in which only the kernel makes
//! entries.

use crate::sys::Errno;
use rustix::fs::{Mode, OFlags, PROC_SUPER_MAGIC, fstatfs, openat};
use rustix::process::{Pid, getpid};
use std::cell::RefCell;
use std::fs::File;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::sync::{Once, OnceLock};

/// The directory with the magic links of the calling thread. That of the process fails after its
/// first thread has ended.
const FD_DIRECTORY: &str = "thread-self/fd";

thread_local! {
    /// The directory with the magic links of this thread, and the process that opened it.
    static OWN_LINKS: RefCell<Option<(Pid, OwnedFd)>> = const { RefCell::new(None) };
}

/// Calls `call` with the directory of the magic links of the calling thread.
///
/// The thread keeps the directory open: to open it takes as long as to open a file through it. A
/// child of `fork(2)` opens its own, as a number may stand for another file there.
///
/// # Errors
///
/// `NOTSUP` if procfs is not mounted at `/proc`, those of the kernel, and those of `call`.
pub(crate) fn with_own_links<R>(
    call: impl FnOnce(BorrowedFd<'_>) -> Result<R, Errno>,
) -> Result<R, Errno> {
    let process = getpid();
    OWN_LINKS.with_borrow_mut(|kept| match kept {
        Some((owner, links)) if *owner == process => call(links.as_fd()),
        kept => {
            let (_, links) = kept.insert((process, open_own_links()?));
            call(links.as_fd())
        }
    })
}

fn open_own_links() -> Result<OwnedFd, Errno> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    openat(root()?, FD_DIRECTORY, flags, Mode::empty()).map_err(not_found)
}

/// Returns the name of the magic link to a handle, for [`with_own_links`].
pub(crate) fn link_of(handle: &File) -> String {
    handle.as_raw_fd().to_string()
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

#[cfg(test)]
mod tests {
    use super::{link_of, with_own_links};
    use rustix::fs::readlinkat;
    use std::fs::File;
    use std::io::{Error, Result};
    use std::os::fd::AsRawFd as _;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    fn target_of(link: &str) -> Result<Vec<u8>> {
        let target = with_own_links(|links| readlinkat(links, link, Vec::new()));
        Ok(target.map(|target| target.into_bytes())?)
    }

    #[test]
    fn a_child_has_links_of_its_own() {
        let (zero, null) = (
            File::open("/dev/zero").unwrap(),
            File::open("/dev/null").unwrap(),
        );
        let link = link_of(&zero);
        assert_eq!(target_of(&link).unwrap(), b"/dev/zero");
        let mut command = Command::new("true");
        let (number, other) = (zero.as_raw_fd(), null.as_raw_fd());
        let in_child = link.clone();
        // SAFETY: the closure makes system calls and allocates, which the C library allows after a
        // fork. It replaces a descriptor of the child that only this test uses.
        unsafe {
            command.pre_exec(move || {
                if libc::dup2(other, number) < 0 {
                    return Err(Error::last_os_error());
                }
                match target_of(&in_child)?.as_slice() {
                    b"/dev/null" => Ok(()),
                    _ => Err(Error::from_raw_os_error(libc::EBADF)),
                }
            });
        }
        assert!(command.status().unwrap().success());
        assert_eq!(target_of(&link).unwrap(), b"/dev/zero");
    }
}
