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
            self.waiting.remove(path);
        }
    }
}

impl Tree {
    /// Has a directory wait for its attributes.
    pub(super) fn add_directory(&mut self, path: String, entry: &Entry) {
        let waiting = &self.directories;
        if waiting.waiting.len() >= MOST || waiting.bytes >= MOST_BYTES {
            self.finish_directories();
        }
        let entry = Entry {
            name: Vec::new(),
            link: Vec::new(),
            ..entry.clone()
        };
        self.directories.bytes += path.len();
        self.directories.waiting.insert(path, entry);
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
