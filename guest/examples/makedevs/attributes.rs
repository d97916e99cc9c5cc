//! Modes and owners of what is there, and what is there instead.

use std::io::{self, ErrorKind};

use wasi_mknod::bindings::types::FileType;
use wasi_mknod::{Dir, Metadata, Mode, NodeType};

use crate::diagnostics::describe;
use crate::fill::Failure;
use crate::table::{Entry, Owner};

/// The set-user-ID and the set-group-ID bit, which a change of the owner takes away.
const SET_ID: u32 = 0o6000;

/// What a line says of a node besides its type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    mode: Option<Mode>,
    user: Option<u32>,
    group: Option<u32>,
}

impl Wanted {
    /// Returns what `entry` wants, without the owner if that is left out.
    pub(crate) fn of(entry: &Entry, ignore_owner: bool) -> Self {
        let id = |owner: &Option<Owner>| match owner {
            Some(Owner::Id(id)) if !ignore_owner => Some(*id),
            _ => None,
        };
        Self {
            mode: entry.mode,
            user: id(&entry.user),
            group: id(&entry.group),
        }
    }

    /// The same for a symbolic link, which has no mode.
    pub(crate) fn without_mode(self) -> Self {
        Self { mode: None, ..self }
    }

    /// Returns what of the owner `found` has not. An owner that the host does not show may be any.
    fn owner(self, found: &Metadata) -> (Option<u32>, Option<u32>) {
        let user = self.user.filter(|user| found.uid() != Some(*user));
        let group = self.group.filter(|group| found.gid() != Some(*group));
        (user, group)
    }

    /// Says in what `found` differs, as far as the host shows it.
    pub(crate) fn difference(self, found: &Metadata) -> Option<String> {
        let (mode, is) = (
            self.mode.unwrap_or(found.permissions()),
            found.permissions(),
        );
        if mode != is {
            return Some(format!("it has mode {is}, and the table says {mode}"));
        }
        let differs =
            |wanted: Option<u32>, is: Option<u32>| wanted.is_some() && is.is_some() && wanted != is;
        if differs(self.user, found.uid()) || differs(self.group, found.gid()) {
            let is = owner(found.uid(), found.gid());
            let wanted = owner(self.user, self.group);
            return Some(format!("it belongs to {is}, and the table says {wanted}"));
        }
        None
    }

    /// Gives the node `path`, of which `found` is known, what it has not. `follow` follows a
    /// symbolic link.
    pub(crate) fn put(
        self,
        dir: &Dir,
        path: &str,
        follow: bool,
        found: &Metadata,
    ) -> Result<(), Reason> {
        let (user, group) = self.owner(found);
        let given = user.or(group).is_some();
        if given {
            let changed = dir.chown(path, user, group, follow);
            changed.map_err(|error| Reason {
                before: format!("cannot set owner {} of", owner(self.user, self.group)),
                after: with_mend(
                    &error,
                    "the host grants it by '--allow owner', and --ignore-owner leaves owners out",
                ),
            })?;
        }
        let Some(mode) = self.mode else {
            return Ok(());
        };
        let lost = given && mode.as_raw_mode() & SET_ID != 0;
        if mode == found.permissions() && !lost {
            return Ok(());
        }
        let changed = dir.set_mode(path, mode.as_raw_mode(), follow);
        changed.map_err(|error| Reason {
            before: format!("cannot set mode {mode} of"),
            after: with_mend(
                &error,
                "the host grants it by '--allow mode', and set-ID bits by 'set-id'",
            ),
        })
    }
}

/// Why a line is not carried out: the words before the path and behind it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Reason {
    pub(crate) fn cannot(verb: &str, why: &str) -> Self {
        Self {
            before: format!("cannot {verb}"),
            after: format!(": {why}"),
        }
    }

    pub(crate) fn at(self, line: usize, path: &str) -> Failure {
        Failure {
            line,
            path: path.to_owned(),
            reason: self,
        }
    }
}

/// Describes an error, with what to do if the host does not permit the call.
fn with_mend(error: &io::Error, mend: &str) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => format!(": {}; {mend}", describe(error)),
        _ => format!(": {}", describe(error)),
    }
}

fn owner(user: Option<u32>, group: Option<u32>) -> String {
    let number = |id: Option<u32>| id.map_or("-".to_owned(), |id| id.to_string());
    format!("{}:{}", number(user), number(group))
}

/// Says what is there in place of a node of the type `expected`, if it is something else.
pub(crate) fn other_type(found: &Metadata, expected: NodeType) -> Option<String> {
    let is = match found.file_type() {
        FileType::RegularFile => NodeType::RegularFile,
        FileType::Directory => NodeType::Directory,
        FileType::Fifo => NodeType::Fifo,
        FileType::Socket => NodeType::Socket,
        FileType::CharacterDevice(device) => NodeType::CharacterDevice(device),
        FileType::BlockDevice(device) => NodeType::BlockDevice(device),
        FileType::SymbolicLink => return Some(differs("symbolic link", expected)),
        FileType::Unknown => return Some(differs("node of an unknown type", expected)),
    };
    (is != expected).then(|| differs(&is.to_string(), expected))
}

fn differs(is: &str, expected: NodeType) -> String {
    format!("it is a {is}, and the table says {expected}")
}
