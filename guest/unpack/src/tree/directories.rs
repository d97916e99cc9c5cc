//! The attributes of directories, which are set when an archive ends.
//!
//! What is made in a directory changes its times, and a directory that may not be written cannot be
//! filled.

use super::{Tree, Trouble};
use crate::archive::Entry;
use std::collections::BTreeMap;
use std::io;

/// How many directories may wait, and how many bytes their paths may have. In an archive of more,
/// the first ones get their attributes early.
const MOST: usize = 1 << 16;
const MOST_BYTES: usize = 16 << 20;

/// Directories that wait, by their paths.
#[derive(Default)]
pub(super) struct Directories {
    waiting: BTreeMap<String, Entry>,
    bytes: usize,
}

impl Directories {
    /// Forgets a directory that is removed, and those in it.
    pub(super) fn forget(&mut self, path: &str) {
        let beneath = format!("{path}/");
        let end = format!("{path}0");
        let gone = self
            .waiting
            .range(beneath..end)
            .map(|(path, _)| path.clone());
        let gone: Vec<_> = gone.collect();
        for path in gone.iter().map(String::as_str).chain([path]) {
            if self.waiting.remove(path).is_some() {
                self.bytes -= path.len();
            }
        }
    }

    /// Adds a directory, whose entry may have come before.
    fn add(&mut self, path: String, entry: Entry) {
        let length = path.len();
        if self.waiting.insert(path, entry).is_none() {
            self.bytes += length;
        }
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= MOST || self.bytes >= MOST_BYTES
    }
}

impl Tree {
    /// Has a directory wait for its attributes.
    pub(super) fn add_directory(&mut self, path: String, entry: &Entry) {
        if self.directories.is_full() {
            self.finish_directories();
        }
        let entry = Entry {
            name: Vec::new(),
            link: Vec::new(),
            ..entry.clone()
        };
        self.directories.add(path, entry);
    }

    /// Sets the attributes, those of the deepest directories first.
    pub(super) fn finish_directories(&mut self) {
        let Directories { waiting, .. } = std::mem::take(&mut self.directories);
        for (path, entry) in waiting.iter().rev() {
            if path.is_empty() {
                self.attributes.set(&self.root, ".", ".", entry);
                continue;
            }
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            let names: Vec<_> = parent.split('/').filter(|name| !name.is_empty()).collect();
            match self.directory(&names, false) {
                Ok(parent) => self.attributes.set(&parent.dir, name, path, entry),
                Err(Trouble::Skip(reason)) => self.attributes.lose(path, reason),
                Err(Trouble::Fatal(error)) => self.attributes.lose(path, describe(&error)),
            }
        }
    }
}

fn describe(error: &io::Error) -> String {
    crate::diagnostics::describe(error)
}

#[cfg(test)]
mod tests {
    use super::{Directories, MOST_BYTES};
    use crate::archive::{Entry, Kind};

    fn entry() -> Entry {
        Entry {
            name: Vec::new(),
            link: Vec::new(),
            kind: Kind::Directory,
            mode: 0o755,
            user: 0,
            group: 0,
            modified: None,
            accessed: None,
            size: 0,
            extents: None,
            extended: false,
        }
    }

    #[test]
    fn what_is_added_twice_or_forgotten_takes_no_room() {
        let mut directories = Directories::default();
        let long = "x".repeat(4000);
        for _ in 0..2 * MOST_BYTES / long.len() {
            for path in ["a", "a/b", "a/b", "ab", &format!("a/{long}")] {
                directories.add(path.to_owned(), entry());
            }
            directories.forget("a");
            assert!(!directories.is_full());
        }
        let left: Vec<_> = directories.waiting.keys().map(String::as_str).collect();
        assert_eq!((directories.bytes, &*left), (2, &["ab"][..]));
        for number in 0.. {
            if directories.is_full() {
                assert_eq!(number, (MOST_BYTES - 2).div_ceil(long.len() + 8));
                break;
            }
            directories.add(format!("{number:08}{long}"), entry());
        }
    }
}
