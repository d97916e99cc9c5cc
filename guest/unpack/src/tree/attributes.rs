//! Owners, modes and times.

use crate::archive::{Entry, Kind};
use crate::diagnostics::describe;
use std::io;
use wasi_mknod::{Dir, NewTimes, fchown, fset_mode, fset_times};
use wasip2::filesystem::types::Descriptor;

/// The largest number of a user or group: the next one means "no change".
const LARGEST_ID: u64 = u32::MAX as u64 - 1;

/// The set-user-ID and the set-group-ID bit.
const SET_ID: u32 = 0o6000;
/// The most kinds of failures that are told by themselves.
const MOST_KINDS: usize = 64;

/// Whose the nodes are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owners {
    /// Those that the host sets.
    Host,
    /// Those of the archive, but for links and FIFOs where the host has no place for that.
    Kept,
    /// Those of the archive.
    All,
}

/// What is set, and what could not be.
pub(crate) struct Attributes {
    owners: Owners,
    lost: Vec<Lost>,
}

/// A new value of an attribute; the mode is that of the entry.
enum New {
    Mode,
    Owner(u32, u32),
    Times(NewTimes),
}

/// One kind of attribute that could not be set for one reason.
#[derive(Debug)]
pub(crate) struct Lost {
    what: &'static str,
    /// The first one.
    path: String,
    reason: String,
    count: usize,
    /// Whether it was to be expected.
    expected: bool,
}

impl Lost {
    /// Whether this is no failure.
    pub(crate) fn is_expected(&self) -> bool {
        self.expected
    }
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = crate::quoting::shell_quote(&self.path);
        write!(f, "the {} of {path}", self.what)?;
        if self.count > 1 {
            write!(f, " and {} more", self.count - 1)?;
        }
        match self.expected {
            true => write!(f, " is that of the host: {}", self.reason),
            false => write!(f, " cannot be set: {}", self.reason),
        }
    }
}

impl Attributes {
    pub(crate) fn new(owners: Owners) -> Self {
        Self {
            owners,
            lost: Vec::new(),
        }
    }

    pub(super) fn lost(&self) -> impl Iterator<Item = &Lost> {
        self.lost.iter()
    }

    /// Sets those of the node `name`, which is not followed.
    pub(super) fn set(&mut self, dir: &Dir, name: &str, path: &str, entry: &Entry) {
        self.set_by(path, entry, |new| match new {
            New::Mode => dir.set_mode(name, entry.mode, false),
            New::Owner(user, group) => dir.chown(name, Some(user), Some(group), false),
            New::Times(times) => dir.set_times(name, times, false),
        });
    }

    /// Sets those of an open file.
    pub(super) fn set_open(&mut self, file: &Descriptor, path: &str, entry: &Entry) {
        self.set_by(path, entry, |new| match new {
            New::Mode => fset_mode(file, entry.mode),
            New::Owner(user, group) => fchown(file, Some(user), Some(group)),
            New::Times(times) => fset_times(file, times),
        });
    }

    fn set_by(&mut self, path: &str, entry: &Entry, change: impl Fn(New) -> io::Result<()>) {
        // The kernel takes set-ID bits away with the owner. Without them the mode goes first: where
        // owners are recorded, it would be recorded after the owner as well.
        let mode_goes_first = entry.mode & SET_ID == 0;
        if has_mode(entry) && mode_goes_first {
            self.note("mode", path, change(New::Mode));
        }
        if let Some((user, group)) = self.owner(path, entry) {
            match change(New::Owner(user, group)) {
                Err(error) if self.is_expected(entry, &error) => {
                    let reason = "links and FIFOs have no recorded one".to_owned();
                    self.count("owner", path, reason, true);
                }
                set => self.note("owner", path, set),
            }
        }
        if has_mode(entry) && !mode_goes_first {
            self.note("mode", path, change(New::Mode));
        }
        let set = times(entry).and_then(|times| change(New::Times(times)));
        self.note("times", path, set);
        if entry.extended {
            let reason = "WASI has no call for them";
            self.note("extended attributes", path, Err(io::Error::other(reason)));
        }
    }

    /// Counts attributes that cannot be set at all.
    pub(super) fn lose(&mut self, path: &str, reason: String) {
        self.note("attributes", path, Err(io::Error::other(reason)));
    }

    fn owner(&mut self, path: &str, entry: &Entry) -> Option<(u32, u32)> {
        if self.owners == Owners::Host {
            return None;
        }
        if entry.user.max(entry.group) > LARGEST_ID {
            let reason = "the number is too large";
            self.note("owner", path, Err(io::Error::other(reason)));
            return None;
        }
        Some((entry.user as u32, entry.group as u32))
    }

    /// Whether an owner is not set because there is no place to record it at: Linux has none at
    /// links and FIFOs, and says so by this error.
    fn is_expected(&self, entry: &Entry, error: &io::Error) -> bool {
        self.owners == Owners::Kept
            && matches!(entry.kind, Kind::SymbolicLink | Kind::Fifo)
            && error.raw_os_error() == Some(libc::ENOTSUP)
    }

    /// Counts a failure.
    fn note(&mut self, what: &'static str, path: &str, result: io::Result<()>) {
        if let Err(error) = result {
            self.count(what, path, describe(&error), false);
        }
    }

    /// Counts what was not set. There are few kinds of errors, but some reasons have names in them.
    fn count(&mut self, what: &'static str, path: &str, reason: String, expected: bool) {
        let is_full = self.lost.len() >= MOST_KINDS;
        let (what, reason) = match self.find(what, &reason) {
            None if is_full => ("attributes", "for other reasons".to_owned()),
            _ => (what, reason),
        };
        match self.find(what, &reason) {
            Some(lost) => lost.count += 1,
            None => self.lost.push(Lost {
                what,
                path: path.to_owned(),
                reason,
                count: 1,
                expected,
            }),
        }
    }

    fn find(&mut self, what: &str, reason: &str) -> Option<&mut Lost> {
        let mut known = self.lost.iter_mut();
        known.find(|lost| lost.what == what && lost.reason == reason)
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

#[cfg(test)]
mod tests {
    use super::{Attributes, MOST_KINDS, Owners};

    #[test]
    fn many_reasons_take_one_line() {
        let mut attributes = Attributes::new(Owners::Kept);
        for number in 0..1000 {
            attributes.lose("a", format!("'{number}': no"));
            attributes.lose("b", "no".to_owned());
        }
        let lines: Vec<_> = attributes.lost().map(|lost| lost.to_string()).collect();
        assert_eq!(lines.len(), MOST_KINDS + 1);
        assert_eq!(lines[0], "the attributes of 'a' cannot be set: '0': no");
        assert_eq!(
            lines[1],
            "the attributes of 'b' and 999 more cannot be set: no"
        );
        let rest = 1000 - (MOST_KINDS - 1) - 1;
        assert_eq!(
            lines[MOST_KINDS],
            format!("the attributes of 'a' and {rest} more cannot be set: for other reasons")
        );
    }
}
