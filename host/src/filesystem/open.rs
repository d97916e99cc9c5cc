//! Opens whatever a path leads to, and never waits for it.
//!
//! `open(2)` on a FIFO waits for its other end, and on a device it does whatever its driver does. So a path is first
//! turned into a handle, which does nothing to the node; then that very node is opened, by way of the handle, as its
//! type demands. Between the two the path may come to lead elsewhere, and nothing changes.

use crate::fifo;
use crate::sys::Errno;
use crate::sys::handle::{self, Access};
use crate::sys::stat::{self, FileType};
use std::borrow::Cow;
use std::fs::File;

/// How often the way to a file that is to be made may turn out to be another one: by symbolic links that lead to
/// nothing yet, or since somebody changes it all the time.
const MAX_TURNS: u32 = 64;

/// What is to be opened, and how. It is WASI's `open-at`, without its names.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) follow: bool,
    pub(crate) create: bool,
    pub(crate) exclusive: bool,
    pub(crate) truncate: bool,
    pub(crate) directory: bool,
    pub(crate) read: bool,
    pub(crate) write: bool,
}

/// What there was.
#[derive(Debug)]
pub(crate) enum Opened {
    /// An open regular file.
    File(File),
    /// An open directory.
    Directory(File),
    /// A FIFO as by [`fifo::open`].
    Fifo(File),
    /// The handle to a device. Nobody has opened it yet.
    Device(Device),
}

/// A device that may be opened if the policy allows it.
#[derive(Debug)]
pub(crate) struct Device {
    handle: File,
    pub(crate) node_type: crate::NodeType,
}

/// Why nothing was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What happens with regular files and directories, too.
    Ordinary(Errno),
    /// What happens with special files only.
    Special(Errno),
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Ordinary(errno)
    }
}

impl Request {
    /// Whether a regular file is opened for writing. As in wasmtime-wasi, making and truncating are writing.
    pub(crate) fn writes(&self) -> bool {
        self.write || self.create || self.truncate
    }

    /// Whether a regular file is opened for reading. As in wasmtime-wasi, it is unless it is for writing alone.
    pub(crate) fn reads(&self) -> bool {
        self.read || !self.write
    }

    /// Opens what the path leads to beneath `dir`.
    ///
    /// # Errors
    ///
    /// For what is no special file, what one `openat2` with these flags would answer.
    pub(crate) fn open(&self, dir: &File) -> Result<Opened, Failure> {
        if self.create && self.exclusive {
            return Ok(self.make(dir, &self.path)?);
        }
        let mut path = Cow::Borrowed(&*self.path);
        for _ in 0..MAX_TURNS {
            let missing = match handle::pin(dir, &path, self.follow) {
                Ok(handle) => match self.open_pinned(dir, &path, handle) {
                    Err(Failure::Ordinary(Errno::AGAIN)) => continue,
                    result => return result,
                },
                Err(errno) => errno,
            };
            // A name with a slash behind it cannot be made, and there is an answer for that.
            let may_make =
                missing == Errno::NOENT || missing == Errno::NOTDIR && path.ends_with('/');
            if !self.create || !may_make {
                return Err(missing.into());
            }
            // To make it must not open it, if somebody else has made it by now.
            match self.make(dir, &path) {
                Err(Errno::EXIST) => {}
                result => return Ok(result?),
            }
            if let Some(target) = target_of_link(dir, &path, self.follow)? {
                path = Cow::Owned(target);
            }
        }
        Err(Errno::LOOP.into())
    }

    fn make(&self, dir: &File, path: &str) -> Result<Opened, Errno> {
        handle::create(dir, path, self.reads()).map(Opened::File)
    }

    fn open_pinned(&self, dir: &File, path: &str, handle: File) -> Result<Opened, Failure> {
        let stat = stat::stat(&handle)?;
        match stat.file_type {
            FileType::RegularFile | FileType::Directory => {
                let file = self.reopen(dir, path, &handle)?;
                match stat.file_type {
                    FileType::Directory => Ok(Opened::Directory(file)),
                    _ if self.directory => Err(Errno::NOTDIR.into()),
                    _ => Ok(Opened::File(file)),
                }
            }
            FileType::Symlink => Err(Errno::LOOP.into()),
            _ if self.directory => Err(Errno::NOTDIR.into()),
            FileType::Fifo => {
                // Unlike a regular file, a FIFO is opened for what was asked for and nothing more: whoever has both
                // ends of it open never sees it end.
                let pipe = fifo::open(handle, self.reads(), self.write);
                let pipe = pipe.map_err(Failure::Special)?;
                Ok(Opened::Fifo(pipe))
            }
            FileType::CharacterDevice | FileType::BlockDevice => {
                let node_type =
                    crate::metadata::node_type(&stat).ok_or(Failure::Special(Errno::NXIO))?;
                Ok(Opened::Device(Device { handle, node_type }))
            }
            // A socket is opened by `connect(2)`, and what has no name here is no better.
            _ => Err(Failure::Special(Errno::NXIO)),
        }
    }

    fn reopen(&self, dir: &File, path: &str, handle: &File) -> Result<File, Errno> {
        let access = Access {
            read: self.reads(),
            write: self.writes(),
            truncate: self.truncate,
            nonblocking: false,
        };
        match handle::reopen(handle, access) {
            Err(Errno::NOTSUP) => handle::reopen_by_path(dir, path, handle, access),
            result => result,
        }
    }
}

impl Device {
    /// Opens the device. It stays in non-blocking mode.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub(crate) fn open(&self, read: bool, write: bool) -> Result<File, Errno> {
        let access = Access {
            read,
            write,
            truncate: false,
            nonblocking: true,
        };
        handle::reopen(&self.handle, access)
    }
}

/// Returns where the symbolic link `path` leads, as a path in the same directory, or `None` if it is no link.
fn target_of_link(dir: &File, path: &str, follow: bool) -> Result<Option<String>, Errno> {
    if !follow {
        return Ok(None);
    }
    let target = match handle::read_link(dir, path) {
        Ok(target) => target,
        // Something else is there, or nothing any more.
        Err(Errno::INVAL | Errno::NOENT) => return Ok(None),
        Err(errno) => return Err(errno),
    };
    let parent = path.rfind('/').map_or("", |slash| &path[..=slash]);
    Ok(Some(match target.starts_with('/') {
        // It leads out, which the next look at it finds out.
        true => target,
        false => format!("{parent}{target}"),
    }))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::handle::{Access, pin, reopen_by_path};
    use super::{Failure, Opened, Request};
    use crate::sys::Errno;
    use std::fs::{self, File};
    use std::io::{Read as _, Write as _};
    use std::os::unix::fs::symlink;

    fn request(path: &str) -> Request {
        Request {
            path: path.to_owned(),
            follow: true,
            create: true,
            exclusive: false,
            truncate: false,
            directory: false,
            read: false,
            write: true,
        }
    }

    #[test]
    fn links_to_nothing_are_followed_to_what_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("dir")).unwrap();
        symlink("dir/second", path.join("first")).unwrap();
        symlink("../made", path.join("dir/second")).unwrap();
        symlink("../../made", path.join("dir/out")).unwrap();
        symlink("/made", path.join("absolute")).unwrap();
        let dir = File::open(path).unwrap();
        for (name, expected) in [
            ("dir/out", Errno::PERM),
            ("absolute", Errno::PERM),
            ("missing/x", Errno::NOENT),
            ("missing/", Errno::ISDIR),
        ] {
            let answer = request(name).open(&dir).map(drop);
            assert_eq!(answer, Err(Failure::Ordinary(expected)), "{name}");
        }
        assert!(matches!(request("first").open(&dir), Ok(Opened::File(_))));
        assert!(path.join("made").is_file());
    }

    #[test]
    fn without_proc_the_path_must_still_lead_to_the_handle() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["one", "other"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let dir = File::open(folder.path()).unwrap();
        let handle = pin(&dir, "one", true).unwrap();
        let access = Access {
            read: true,
            write: true,
            truncate: true,
            nonblocking: false,
        };
        let other = reopen_by_path(&dir, "other", &handle, access);
        assert_eq!(other.map(drop), Err(Errno::AGAIN));
        let untouched = fs::read_to_string(folder.path().join("other")).unwrap();
        assert_eq!(untouched, "other");

        let mut text = String::new();
        let mut file = reopen_by_path(&dir, "one", &handle, access).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "");
        file.write_all(b"new").unwrap();
        assert_eq!(
            fs::read_to_string(folder.path().join("one")).unwrap(),
            "new"
        );
        let flags = rustix::fs::fcntl_getfl(&file).unwrap();
        assert!(!flags.contains(rustix::fs::OFlags::NONBLOCK));
    }
}
