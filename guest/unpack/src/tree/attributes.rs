//! Owners, modes and times.

use crate::archive::{Entry, Kind};
use crate::diagnostics::describe;
use std::io;
use wasi_mknod::{Dir, NewTimes, fchown, fset_mode, fset_times};
use wasip2::filesystem::types::Descriptor;

/// The largest number of a user or group: the next one means "no change".
const LARGEST_ID: u64 = u32::MAX as u64 - 1;

/// What is set, and what could not be.
pub(crate) struct Attributes {
    /// Whether owners are set.
    owners: bool,
    lost: Vec<Lost>,
}

/// One kind of attribute that could not be set for one reason.
#[derive(Debug)]
pub(crate) struct Lost {
    what: &'static str,
    /// The first one.
    path: String,
    reason: String,
    count: usize,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = crate::quoting::shell_quote(&self.path);
        write!(f, "the {} of {path}", self.what)?;
        if self.count > 1 {
            write!(f, " and {} more", self.count - 1)?;
        }
        write!(f, " cannot be set: {}", self.reason)
    }
}

impl Attributes {
    pub(crate) fn new(owners: bool) -> Self {
        Self {
            owners,
            lost: Vec::new(),
        }
    }

    pub(super) fn lost(&self) -> impl Iterator<Item = &Lost> {
        self.lost.iter()
    }

    /// Sets those of the node `name`, which is not followed. The owner goes first, since the kernel
    /// takes set-ID bits away with it.
    pub(super) fn set(&mut self, dir: &Dir, name: &str, path: &str, entry: &Entry) {
        if let Some((user, group)) = self.owner(path, entry) {
            let set = dir.chown(name, Some(user), Some(group), false);
            self.note("owner", path, set);
        }
        if has_mode(entry) {
            self.note("mode", path, dir.set_mode(name, entry.mode, false));
        }
        let set = times(entry).and_then(|times| dir.set_times(name, times, false));
        self.note("times", path, set);
        self.note_extended(path, entry);
    }

    /// Sets those of an open file.
    pub(super) fn set_open(&mut self, file: &Descriptor, path: &str, entry: &Entry) {
        if let Some((user, group)) = self.owner(path, entry) {
            self.note("owner", path, fchown(file, Some(user), Some(group)));
        }
        self.note("mode", path, fset_mode(file, entry.mode));
        let set = times(entry).and_then(|times| fset_times(file, times));
        self.note("times", path, set);
        self.note_extended(path, entry);
    }

    /// Counts attributes that cannot be set at all.
    pub(super) fn lose(&mut self, path: &str, reason: String) {
        self.note("attributes", path, Err(io::Error::other(reason)));
    }

    fn note_extended(&mut self, path: &str, entry: &Entry) {
        if !entry.attributes.is_empty() {
            let reason = "WASI has no call for them";
            self.note("extended attributes", path, Err(io::Error::other(reason)));
        }
    }

    fn owner(&mut self, path: &str, entry: &Entry) -> Option<(u32, u32)> {
        if !self.owners {
            return None;
        }
        if entry.user.max(entry.group) > LARGEST_ID {
            let reason = "the number is too large";
            self.note("owner", path, Err(io::Error::other(reason)));
            return None;
        }
        Some((entry.user as u32, entry.group as u32))
    }

    /// Counts a failure. There are as many of these as there are kinds of errors.
    fn note(&mut self, what: &'static str, path: &str, result: io::Result<()>) {
        let Err(error) = result else {
            return;
        };
        let reason = describe(&error);
        let mut known = self.lost.iter_mut();
        match known.find(|lost| lost.what == what && lost.reason == reason) {
            Some(lost) => lost.count += 1,
            None => self.lost.push(Lost {
                what,
                path: path.to_owned(),
                reason,
                count: 1,
            }),
        }
    }
}

/// Whether the mode has to be set: links have none, and special files are made with theirs, but for
/// the bits above the permissions.
fn has_mode(entry: &Entry) -> bool {
    match entry.kind {
        Kind::SymbolicLink => false,
        Kind::File | Kind::Directory => true,
        _ => entry.mode > 0o777,
    }
}

fn times(entry: &Entry) -> io::Result<NewTimes> {
    let before = || io::Error::other("the clock of WASI begins in 1970");
    let modified = entry.modified.ok_or_else(before)?;
    let accessed = entry.accessed.unwrap_or(modified);
    Ok(NewTimes::new()
        .set_modified(modified)
        .set_accessed(accessed))
}
