//! The attribute in which a file records what it stands for.

use super::procfs::{name_of, with_link};
use crate::sys::Errno;
use rustix::fs::{
    AtFlags, Mode, OFlags, RenameFlags, XattrFlags, fchmod, fgetxattr, fsetxattr, linkat, openat,
    renameat_with, statat, unlinkat,
};
use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The name of the attribute.
pub(crate) const NAME: &str = "user.containers.override_stat";

/// The mode of a file that stands for a device.
const MODE: Mode = Mode::from_raw_mode(0o600);

/// The limit on names that are taken already.
const ATTEMPTS: u32 = 64;

/// Returns the user and the group to whom new nodes of this process belong.
pub(crate) fn owner() -> (u32, u32) {
    let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
    (user.as_raw(), group.as_raw())
}

/// Reads the attribute of the node of a handle, which need not be open, and returns the length of the
/// value. Returns `None` if there is none.
///
/// # Errors
///
/// Those of the kernel: `RANGE` for a value that is longer than `value`.
///
/// # References
///
/// - [Linux `getxattr(2)`](https://man7.org/linux/man-pages/man2/getxattr.2.html)
pub(crate) fn read(node: &File, value: &mut [u8]) -> Result<Option<usize>, Errno> {
    match read_open(node, &mut *value) {
        // A handle that opens nothing.
        Err(Errno::BADF) => found(rustix::fs::getxattr(name_of(node)?, NAME, value)),
        read => read,
    }
}

/// Reads the attribute as [`read`], of a node that is open.
///
/// # Errors
///
/// Those of [`read`], and `BADF` for a handle that opens nothing.
pub(crate) fn read_open(node: &File, value: &mut [u8]) -> Result<Option<usize>, Errno> {
    found(fgetxattr(node, NAME, value))
}

fn found(read: Result<usize, Errno>) -> Result<Option<usize>, Errno> {
    match read {
        Ok(length) => Ok(Some(length)),
        Err(Errno::NODATA | Errno::NOTSUP) => Ok(None),
        Err(errno) => Err(errno),
    }
}

/// Sets the attribute of the node of a handle, which need not be open.
///
/// # Errors
///
/// Those of the kernel: `NOTSUP` if the file system has no such attributes.
pub(crate) fn write(node: &File, value: &[u8]) -> Result<(), Errno> {
    set(node, value, XattrFlags::empty())
}

/// Sets the attribute of a node as [`write`], if it has none yet.
///
/// # Errors
///
/// Those of [`write`], and `EXIST` if there is one.
pub(crate) fn add(node: &File, value: &[u8]) -> Result<(), Errno> {
    set(node, value, XattrFlags::CREATE)
}

fn set(node: &File, value: &[u8], flags: XattrFlags) -> Result<(), Errno> {
    match fsetxattr(node, NAME, value, flags) {
        Err(Errno::BADF) => rustix::fs::setxattr(name_of(node)?, NAME, value, flags),
        written => written,
    }
}

/// Creates the empty file `name` in `dir` with the attribute. It is never seen without it.
///
/// # Errors
///
/// Those of `mknodat(2)`, and `NOTSUP` if the file system has no such attributes, or if procfs is
/// not mounted at `/proc`.
pub(crate) fn make(dir: &File, name: &str, value: &[u8]) -> Result<(), Errno> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = match openat(dir, ".", flags, MODE) {
        Ok(file) => File::from(file),
        // A file system without files that have no name, or a kernel from before.
        Err(Errno::NOTSUP | Errno::ISDIR) => return make_by_rename(dir, name, value),
        Err(errno) => return Err(exists_or(dir, name, errno)),
    };
    fill(&file, value)?;
    give_name(&file, dir, name)
}

/// Gives a name to a file that has none.
fn give_name(file: &File, dir: &File, name: &str) -> Result<(), Errno> {
    static REFUSED: AtomicBool = AtomicBool::new(false);
    if !REFUSED.load(Ordering::Relaxed) {
        match linkat(file, "", dir, name, AtFlags::EMPTY_PATH) {
            // Before Linux 6.10 it takes a privilege. The other way finds out if it is the name.
            Err(Errno::NOENT) => REFUSED.store(true, Ordering::Relaxed),
            linked => return linked,
        }
    }
    with_link(file, |links, link| {
        linkat(links, link, dir, name, AtFlags::SYMLINK_FOLLOW)
    })
}

/// Gives the new file its attribute, and its mode in spite of the umask.
fn fill(file: &File, value: &[u8]) -> Result<(), Errno> {
    let masked = super::umask::of_process().is_none_or(|umask| umask.bits() & 0o600 != 0);
    if masked {
        fchmod(file, MODE)?;
    }
    fsetxattr(file, NAME, value, XattrFlags::empty())
}

/// Creates the file under a name of its own at first.
fn make_by_rename(dir: &File, name: &str, value: &[u8]) -> Result<(), Errno> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    if name.ends_with('/') {
        return Err(exists_or(dir, name, Errno::NOENT));
    }
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let mut result = Err(Errno::EXIST);
    for _ in 0..ATTEMPTS {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let first = format!(".wasi-mknod-{}-{number}", std::process::id());
        result = match openat(dir, &*first, flags, MODE) {
            Ok(file) => {
                let made = fill(&File::from(file), value)
                    .and_then(|()| renameat_with(dir, &*first, dir, name, RenameFlags::NOREPLACE));
                if made.is_err() {
                    // It is removed as far as that is possible; the error is the one of the call.
                    let _ = unlinkat(dir, &*first, AtFlags::empty());
                }
                return made;
            }
            Err(Errno::EXIST) => continue,
            Err(errno) => Err(exists_or(dir, name, errno)),
        };
        break;
    }
    result
}

/// `mknodat(2)` looks at the name before it looks whether it may write.
fn exists_or(dir: &File, name: &str, errno: Errno) -> Errno {
    match statat(dir, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Errno::EXIST,
        Err(_) => errno,
    }
}
