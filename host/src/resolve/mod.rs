//! From a path to the directory handle and the name for one system call.
//!
//! This is the one place that knows what `/`, `.` and `..` mean.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

use crate::sys::{self, Errno};
#[cfg(target_os = "linux")]
use linux::open_dir;
#[cfg(not(target_os = "linux"))]
use other::open_dir;
use std::fs::File;

/// `PATH_MAX` of Linux, less the NUL byte that it counts.
const MAX_PATH: usize = 4095;
/// `NAME_MAX` of Linux.
const MAX_COMPONENT: usize = 255;

/// Checks what can be said of a path without looking at the file system.
///
/// # Errors
///
/// `ENAMETOOLONG` above 4095 bytes or with a component above 255 bytes, `EINVAL` with a NUL byte, `ENOENT` if empty,
/// `EPERM` if absolute, in this order.
pub(crate) fn check(path: &str) -> Result<(), Errno> {
    if path.len() > MAX_PATH {
        return Err(Errno::NAMETOOLONG);
    }
    // Most paths are shorter than the longest component.
    if path.len() > MAX_COMPONENT && path.split('/').any(|name| name.len() > MAX_COMPONENT) {
        return Err(Errno::NAMETOOLONG);
    }
    if path.as_bytes().contains(&0) {
        return Err(Errno::INVAL);
    }
    match path.bytes().next() {
        None => Err(Errno::NOENT),
        Some(b'/') => Err(Errno::PERM),
        Some(_) => Ok(()),
    }
}

/// Where a node is to be made: a directory and a name in it.
pub(crate) struct Place<'a> {
    dir: Dir<'a>,
    /// The last component with the slashes that follow it. It is up to the kernel what these mean.
    pub(crate) name: &'a str,
}

enum Dir<'a> {
    /// The path has one component: its directory is the one that the call was given.
    Given(&'a File),
    Opened(File),
}

impl Place<'_> {
    /// The directory in which the node is to be made. On Linux it may be an `O_PATH` handle.
    pub(crate) fn dir(&self) -> &File {
        match &self.dir {
            Dir::Given(dir) => dir,
            Dir::Opened(dir) => dir,
        }
    }
}

/// Finds the directory in which the last component of `path` lies, without leaving `start`.
///
/// Symbolic links before the last component are followed if they stay inside; the last component is not looked at.
/// A directory on the way needs to be searchable only, not readable, and nothing is opened for reading or writing.
///
/// # Errors
///
/// See [`check`]; what the kernel says of the leading components, and `EPERM` for a path that leads out of `start`. A path whose last
/// component is `..` names a directory: if it stays inside, the answer is `EEXIST`.
pub(crate) fn place<'a>(start: &'a File, path: &'a str) -> Result<Place<'a>, Errno> {
    check(path)?;
    if !sys::AVAILABLE {
        return Err(Errno::NOTSUP);
    }
    let trimmed = path.trim_end_matches('/');
    // The last component is short, for which this is faster than `rfind`.
    let (parent, name) = match trimmed.bytes().rposition(|byte| byte == b'/') {
        Some(slash) => (Some(&path[..slash]), &path[slash + 1..]),
        None => (None, path),
    };
    if name.trim_end_matches('/') == ".." {
        // Handed to the kernel as a name, `..` would be looked up outside all checks. So the resolver tells whether
        // it leads out; if it does not, it is a directory that exists.
        open_dir(start, path)?;
        return Err(Errno::EXIST);
    }
    let dir = match parent {
        Some(parent) => Dir::Opened(open_dir(start, parent)?),
        None => Dir::Given(start),
    };
    Ok(Place { dir, name })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sys::Errno;

    #[test]
    fn syntax() {
        let long_name = "n".repeat(256);
        let longest_name = "n".repeat(255);
        let longest_path = "d/".repeat(2047) + "d";
        let long_path = "d/".repeat(2048);
        let table: &[(&str, Result<(), Errno>)] = &[
            ("new", Ok(())),
            ("a/b/../c", Ok(())),
            ("..", Ok(())),
            ("a//b/", Ok(())),
            ("", Err(Errno::NOENT)),
            ("/", Err(Errno::PERM)),
            ("/new", Err(Errno::PERM)),
            ("a\0b", Err(Errno::INVAL)),
            ("/a\0b", Err(Errno::INVAL)),
            (&longest_name, Ok(())),
            (&long_name, Err(Errno::NAMETOOLONG)),
            (&longest_path, Ok(())),
            (&long_path, Err(Errno::NAMETOOLONG)),
        ];
        for (path, expected) in table {
            assert_eq!(check(path), *expected, "{path:?}");
        }
        assert_eq!(longest_path.len(), 4095);
    }
}
