//! Paths of a few tokens in a tree with every kind of node and link, against the kernel's own
//! opinion.

use crate::tree::{self, Listing};
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use rustix::fs::{
    FileType, Mode as RawMode, OFlags, ResolveFlags, makedev, mkdirat, mknodat, openat2,
};
use rustix::io::Errno;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wasi_mknod_wasmtime::{Device, DirExt as _, Mode, NodeType};

/// Two equal trees: one for the code under test, one for the kernel alone.
pub struct Trees {
    root: TempDir,
    tested: Dir,
    native: Dir,
    pristine: Listing,
}

impl Default for Trees {
    fn default() -> Self {
        Self::new()
    }
}

impl Trees {
    /// Makes both trees in a temporary folder.
    ///
    /// # Panics
    ///
    /// If that folder cannot be written.
    pub fn new() -> Self {
        let root = TempDir::new().expect("a temporary folder");
        for name in ["tested", "native"] {
            tree::make(&root.path().join(name));
        }
        let open = |name: &str| {
            Dir::open_ambient_dir(root.path().join(name).join("inside"), ambient_authority())
                .expect("it was just made")
        };
        let (tested, native) = (open("tested"), open("native"));
        let pristine = tree::list(&root.path().join("tested"));
        Self {
            root,
            tested,
            native,
            pristine,
        }
    }

    /// Makes the call that `input` says on one tree by the code under test, on the other by the
    /// kernel.
    ///
    /// # Panics
    ///
    /// If the answers differ, or what is on the disk afterwards, or anything appears outside.
    pub fn check(&self, input: &[u8]) {
        let call = Call::read(input);
        let answer = self.tested.mknod(&call.path, call.node_type, call.mode);
        let answer = answer.map_err(|error| Errno::from_io_error(&error).expect("it has a number"));
        let expected = call.native(&self.native);
        assert_eq!(answer, expected, "{call:?}");
        let made = self.made("tested", &call);
        assert_eq!(made, self.made("native", &call), "{call:?}");
        assert_eq!(made.is_some(), answer.is_ok(), "{call:?}");
    }

    /// Finds what a call has made in the tree `name`, and removes it.
    fn made(&self, name: &str, call: &Call) -> Option<(PathBuf, tree::Entry)> {
        let root = self.root.path().join(name);
        let mut now = tree::list(&root);
        for (path, entry) in &self.pristine {
            let mut left = now.remove(path);
            if path == Path::new("inside/abs") {
                // It leads into its own tree.
                left = left.map(|left| tree::Entry {
                    target: entry.target.clone(),
                    ..left
                });
            }
            assert_eq!(left.as_ref(), Some(entry), "{path:?} after {call:?}");
        }
        assert!(now.len() <= 1, "{now:?} after {call:?}");
        let (path, entry) = now.pop_first()?;
        assert!(path.starts_with("inside"), "{path:?} by {call:?}");
        tree::remove(&root.join(&path));
        Some((path, entry))
    }
}

#[derive(Debug)]
struct Call {
    path: String,
    node_type: NodeType,
    mode: Mode,
}

impl Call {
    /// Reads a letter for the type, two bytes of mode, and the path: letters are tokens, all else
    /// is itself.
    fn read(input: &[u8]) -> Self {
        let mut bytes = input.iter().copied();
        let mut next = || bytes.next().unwrap_or(0);
        let node_type = match next() {
            b'f' => NodeType::RegularFile,
            b'd' => NodeType::Directory,
            b's' => NodeType::Socket,
            // The one device that everybody may make.
            b'c' => NodeType::CharacterDevice(Device::new(0, 0).expect("in range")),
            _ => NodeType::Fifo,
        };
        let mode = Mode::from_bits_truncate(u16::from_le_bytes([next(), next()]));
        let rest = String::from_utf8_lossy(input.get(3..).unwrap_or_default());
        let mut path = String::new();
        for char in rest.chars() {
            match token(char) {
                Some(token) => path.push_str(token),
                None if char == '\u{1}' => path.push_str(&"n".repeat(255)),
                None if char == '\u{2}' => path.push_str(&"dir/../".repeat(290)),
                None => path.push(char),
            }
        }
        Self {
            path,
            node_type,
            mode,
        }
    }

    /// What the kernel answers to the whole path, after what the interface promises to check
    /// before.
    fn native(&self, dir: &Dir) -> Result<(), Errno> {
        let path = self.path.as_str();
        if path.len() > 4095 || path.split('/').any(|component| component.len() > 255) {
            return Err(Errno::NAMETOOLONG);
        }
        if path.contains('\0') {
            return Err(Errno::INVAL);
        }
        if path.is_empty() {
            return Err(Errno::NOENT);
        }
        if path.starts_with('/') {
            return Err(Errno::PERM);
        }
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        // Slashes at the end would make this follow a link that mknod does not follow.
        let looked_at = path.trim_end_matches('/');
        let leads_out = loop {
            match openat2(dir, looked_at, flags, RawMode::empty(), resolve) {
                Err(Errno::AGAIN) => {}
                result => break result.err() == Some(Errno::XDEV),
            }
        };
        if leads_out {
            return Err(Errno::PERM);
        }
        let mode = RawMode::from_raw_mode(self.mode.bits().into());
        let file_type = match self.node_type {
            NodeType::Directory => return mkdirat(dir, path, mode),
            NodeType::RegularFile => FileType::RegularFile,
            NodeType::Socket => FileType::Socket,
            NodeType::CharacterDevice(_) => FileType::CharacterDevice,
            _ => FileType::Fifo,
        };
        mknodat(dir, path, file_type, mode, makedev(0, 0))
    }
}

/// What a letter stands for.
fn token(letter: char) -> Option<&'static str> {
    Some(match letter {
        'u' => "..",
        'n' => "new",
        'd' => "dir",
        's' => "sub",
        'e' => "deep",
        'g' => "sgid",
        'f' => "file",
        'p' => "fifo",
        'k' => "socket",
        'l' => "link",
        't' => "slash",
        'o' => "out",
        'O' => "../outside",
        'a' => "abs",
        'b' => "back",
        'D' => "dot",
        'T' => "dotdot",
        'F' => "tofile",
        'P' => "tofifo",
        'x' => "dangling",
        'y' => "self",
        'z' => "loop",
        'm' => "missing",
        'U' => "up",
        'R' => "root",
        '4' => "link0",
        '5' => "link1",
        _ => return None,
    })
}
