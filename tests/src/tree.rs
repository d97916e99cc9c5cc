//! What is on the disk before a test begins, written down as a list.

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
use std::borrow::Cow;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use wasi_mknod_test_programs::Kind;

/// Something on the disk: a path beneath the root of a [`Fixture`](crate::Fixture), and what is
/// there.
#[derive(Clone, Debug)]
pub struct Entry {
    path: Cow<'static, str>,
    what: What,
    mode: Option<u32>,
}

#[derive(Clone, Debug)]
enum What {
    File,
    Dir,
    Link(Cow<'static, str>),
    Fifo,
    Socket,
    Device(Kind),
}

/// A regular file that holds its own path.
pub fn file(path: impl Into<Cow<'static, str>>) -> Entry {
    Entry::new(path, What::File)
}

/// A directory.
pub fn dir(path: impl Into<Cow<'static, str>>) -> Entry {
    Entry::new(path, What::Dir)
}

/// A symbolic link. `{root}` in its target stands for the path of the fixture's root.
pub fn link(path: impl Into<Cow<'static, str>>, target: impl Into<Cow<'static, str>>) -> Entry {
    Entry::new(path, What::Link(target.into()))
}

/// A FIFO.
pub fn fifo(path: impl Into<Cow<'static, str>>) -> Entry {
    Entry::new(path, What::Fifo)
}

/// A socket file.
pub fn socket(path: impl Into<Cow<'static, str>>) -> Entry {
    Entry::new(path, What::Socket)
}

/// A character or block device.
pub fn device(path: impl Into<Cow<'static, str>>, kind: Kind) -> Entry {
    Entry::new(path, What::Device(kind))
}

impl Entry {
    fn new(path: impl Into<Cow<'static, str>>, what: What) -> Self {
        Self {
            path: path.into(),
            what,
            mode: None,
        }
    }

    /// Sets the mode. Without it a directory has 0755, all else but symbolic links 0644.
    #[must_use]
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = Some(mode);
        self
    }

    fn make(&self, root: &Path) {
        let path = root.join(&*self.path);
        let node = |file_type, device| {
            mknodat(CWD, &path, file_type, Mode::from_raw_mode(0o600), device)
                .map_err(std::io::Error::from)
        };
        let made = match &self.what {
            What::File => fs::write(&path, &*self.path),
            What::Dir => fs::create_dir(&path),
            What::Link(target) => symlink(target.replace("{root}", &root.to_string_lossy()), &path),
            What::Fifo => node(FileType::Fifo, 0),
            What::Socket => node(FileType::Socket, 0),
            What::Device(Kind::CharacterDevice(major, minor)) => {
                node(FileType::CharacterDevice, makedev(*major, *minor))
            }
            What::Device(Kind::BlockDevice(major, minor)) => {
                node(FileType::BlockDevice, makedev(*major, *minor))
            }
            What::Device(kind) => panic!("{kind} is not a device"),
        };
        made.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    fn set_mode(&self, root: &Path) {
        let mode = match (self.mode, &self.what) {
            (_, What::Link(_)) => return,
            (Some(mode), _) => mode,
            (None, What::Dir) => 0o755,
            (None, _) => 0o644,
        };
        let path = root.join(&*self.path);
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// Makes `entries` beneath `root`, parents before children, and sets their modes, children before
/// parents.
pub(crate) fn make(root: &Path, entries: &[Entry]) {
    for entry in entries {
        entry.make(root);
    }
    for entry in entries.iter().rev() {
        entry.set_mode(root);
    }
}
