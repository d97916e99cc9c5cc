//! The system calls of path resolution on Linux. All handles are `O_PATH`.

use rustix::fs::{FileType, Mode, OFlags, ResolveFlags, fstat, openat, openat2, readlinkat};
use rustix::io::Errno;
use std::fs::File;

const DIRECTORY: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// The limit on attempts that renames disturb.
const ATTEMPTS: usize = 16;

/// Opens the directory `path` with `openat2`, without leaving `start`.
///
/// # Errors
///
/// Those of the kernel: `XDEV` for a path that leads out, `AGAIN` if renames anywhere on the
/// machine disturbed the resolution, `NOSYS` before Linux 5.6, and `NOSYS` or `PERM` where a
/// seccomp filter forbids the call. `NOSYS` as well if a library replaces functions of the C
/// library, which has none for this call: pseudo has to know where a descriptor comes from.
///
/// # References
///
/// - [Linux `openat2(2)`](https://man7.org/linux/man-pages/man2/openat2.2.html)
pub(crate) fn open_beneath(start: &File, path: &str) -> Result<File, Errno> {
    #[cfg(feature = "use-libc")]
    if super::libc::is_replaced() {
        return Err(Errno::NOSYS);
    }
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    let mut result = Err(Errno::AGAIN);
    for _ in 0..ATTEMPTS {
        result = openat2(start, path, DIRECTORY, Mode::empty(), resolve);
        if !matches!(result, Err(Errno::AGAIN)) {
            break;
        }
    }
    result.map(File::from)
}

/// A component of a path before the last one.
pub(crate) enum Component {
    Directory(File),
    /// A symbolic link, with its target.
    Link(Vec<u8>),
}

/// Opens the one component `name` in `dir`.
///
/// # Errors
///
/// Those of the kernel, and `NOTDIR` for a node of another type.
pub(crate) fn open_component(dir: &File, name: &[u8]) -> Result<Component, Errno> {
    match openat(dir, name, DIRECTORY | OFlags::NOFOLLOW, Mode::empty()) {
        Err(Errno::NOTDIR | Errno::LOOP) => {}
        result => return result.map(|fd| Component::Directory(fd.into())),
    }
    // The type is read from a handle, since the name may lead to another node by now.
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let handle = openat(dir, name, flags, Mode::empty())?;
    match FileType::from_raw_mode(fstat(&handle)?.st_mode) {
        FileType::Directory => Ok(Component::Directory(handle.into())),
        FileType::Symlink => Ok(Component::Link(readlinkat(&handle, "", [])?.into_bytes())),
        _ => Err(Errno::NOTDIR),
    }
}

/// Opens `dir` once more.
///
/// # Errors
///
/// Those of the kernel, such as `ACCESS` if `dir` may not be searched.
pub(crate) fn open_same(dir: &File) -> Result<File, Errno> {
    openat(dir, ".", DIRECTORY, Mode::empty()).map(File::from)
}
