//! Path resolution: from a path to a directory handle and a name in it.
//!
//! [`DirExt::mknod`](crate::DirExt::mknod) is [`parent`] and [`Target::mknod`] in one call. Between
//! the two a program can check where the node will be.

// `/`, `.` and `..` have a meaning in this module only.

#[cfg(not(target_os = "linux"))]
mod lookup;
#[cfg(target_os = "linux")]
mod walk;

use crate::sys::{self, Errno};
use crate::{Mode, NodeType};
#[cfg(not(target_os = "linux"))]
use lookup::{open_dir, open_parent};
use std::fs::File;
use std::io;
#[cfg(target_os = "linux")]
use walk::{open_dir, open_parent};

/// `PATH_MAX` of Linux without the NUL byte that it counts.
const MAX_PATH: usize = 4095;
/// `NAME_MAX` of Linux.
const MAX_COMPONENT: usize = 255;

/// Checks the syntax of a path. The file system is not touched.
///
/// # Errors
///
/// In this order:
///
/// * `ENAMETOOLONG` for a path above 4095 bytes or a component above 255 bytes;
/// * `EINVAL` for a path with a NUL byte;
/// * `ENOENT` for an empty path;
/// * `EPERM` for an absolute path.
///
/// On platforms without these numbers the error has the corresponding kind.
pub fn check(path: &str) -> io::Result<()> {
    Ok(check_syntax(path)?)
}

/// Returns whether `path` is the name of an entry of the directory where it starts: one component
/// that is neither `..` nor followed by a slash.
pub fn is_entry(path: &str) -> bool {
    !path.is_empty() && path != ".." && !path.as_bytes().contains(&b'/')
}

fn check_syntax(path: &str) -> Result<(), Errno> {
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

/// A name in a directory: the place where [`mknod`](Self::mknod) creates a node.
#[derive(Debug)]
pub struct Target<'a> {
    dir: Dir<'a>,
    /// The last component with the slashes that follow it. The kernel decides what these mean.
    name: &'a str,
}

#[derive(Debug)]
enum Dir<'a> {
    /// The path has one component, so its directory is the start.
    Start(&'a File),
    Opened(File),
}

impl Target<'_> {
    /// Returns the directory. On Linux it may be an `O_PATH` handle.
    pub fn dir(&self) -> &File {
        match &self.dir {
            Dir::Start(dir) => dir,
            Dir::Opened(dir) => dir,
        }
    }

    /// Returns the name: the last component of the path, with the slashes that follow it.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Creates the node. `mode` is subject to the umask of the calling thread.
    ///
    /// # Errors
    ///
    /// The error of `mknodat(2)`, or of `mkdirat(2)` for a [`NodeType::Directory`].
    pub fn mknod(&self, node_type: NodeType, mode: Mode) -> io::Result<()> {
        Ok(sys::mknodat(self.dir(), self.name, node_type, mode)?)
    }
}

/// Resolves `path` up to its last component, without leaving `start`.
///
/// Symbolic links before the last component are followed if they stay inside `start`. The last
/// component is not looked at. Directories on the way need search permission only, and nothing is
/// opened for reading or writing.
///
/// # Errors
///
/// Those of [`check`], those of the kernel for the leading components, `EPERM` for a path that
/// leads out of `start`, and `EOPNOTSUPP` on platforms without special files. A path that ends in
/// `..` names a directory: if it stays inside, the error is `EEXIST`.
///
/// # Examples
///
/// ```
/// use cap_mknod::{Mode, NodeType, resolve};
/// # fn main() -> std::io::Result<()> {
/// # #[cfg(unix)] {
/// # let temporary = tempfile::tempdir()?;
/// # std::fs::create_dir(temporary.path().join("run"))?;
/// let dir = std::fs::File::open(temporary.path())?;
/// let target = resolve::parent(&dir, "run/pipe")?;
/// assert_eq!(target.name(), "pipe");
/// target.mknod(NodeType::Fifo, Mode::from_bits_truncate(0o600))?;
/// # }
/// # Ok(())
/// # }
/// ```
pub fn parent<'a>(start: &'a File, path: &'a str) -> io::Result<Target<'a>> {
    Ok(resolve(start, path)?)
}

fn resolve<'a>(start: &'a File, path: &'a str) -> Result<Target<'a>, Errno> {
    check_syntax(path)?;
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
        // The kernel would look `..` up outside of `start`. If it stays inside, the directory
        // exists.
        open_dir(start, path)?;
        return Err(Errno::EXIST);
    }
    let dir = match parent {
        Some(parent) => Dir::Opened(open_parent(start, parent)?),
        None => Dir::Start(start),
    };
    Ok(Target { dir, name })
}

#[cfg(test)]
mod tests {
    use super::{check_syntax, is_entry};
    use crate::sys::Errno;

    #[test]
    fn entries() {
        for path in ["new", ".", "...", "a..", " "] {
            assert!(is_entry(path), "{path:?}");
        }
        for path in ["", "..", "/", "new/", "a/b", "/new", "./", "../"] {
            assert!(!is_entry(path), "{path:?}");
        }
    }

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
            assert_eq!(check_syntax(path), *expected, "{path:?}");
        }
        assert_eq!(longest_path.len(), 4095);
    }
}
