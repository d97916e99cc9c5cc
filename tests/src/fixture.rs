//! A folder on the disk for one test.

use crate::{Entry, Snapshot, dir, set_default_acl, tree};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fresh temporary folder with two directories in it: `inside`, which guests get, and `outside`,
/// which they do not.
///
/// It is removed when it is dropped.
#[derive(Debug)]
pub struct Fixture {
    root: TempDir,
}

impl Fixture {
    /// Makes a folder where the system has its temporary files, with `entries` in it.
    ///
    /// Their paths begin with `inside/` or `outside/`, and a directory comes before what is in it.
    pub fn new(entries: &[Entry]) -> Self {
        Self::within(&std::env::temp_dir(), entries)
    }

    /// Makes a folder in memory, for thousands of nodes, with `entries` in it; where the system has
    /// its temporary files if it has no such place.
    pub fn in_memory(entries: &[Entry]) -> Self {
        let memory = Path::new("/dev/shm");
        let usable = TempDir::new_in(memory).and_then(|dir| set_default_acl(dir.path(), 0o640));
        match usable {
            Ok(()) => Self::within(memory, entries),
            Err(_) => Self::new(entries),
        }
    }

    /// Makes a folder in the directory `parent`, with `entries` in it.
    pub fn within(parent: &Path, entries: &[Entry]) -> Self {
        let root =
            TempDir::new_in(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
        tree::make(root.path(), &[dir("inside"), dir("outside")]);
        tree::make(root.path(), entries);
        Self { root }
    }

    /// The folder with everything.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// The directory for the guest.
    pub fn inside(&self) -> PathBuf {
        self.root().join("inside")
    }

    /// The directory that the guest must not reach.
    pub fn outside(&self) -> PathBuf {
        self.root().join("outside")
    }

    /// Looks at everything that there is.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.root())
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        open_up(self.root.path());
    }
}

/// Lets the owner remove what is in `folder`, where a test has taken that right away.
fn open_up(folder: &Path) {
    // What cannot be changed here makes the removal fail, and leaves a temporary folder behind.
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|file_type| file_type.is_dir()) {
            open_up(&entry.path());
        }
    }
}
