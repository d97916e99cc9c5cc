//! Platforms without special files. All that is left is to say so.

use crate::{Mode, NodeType};
use std::fs::File;
use std::{fmt, io};

/// The errors that arise without a system call, and [`NOTSUP`](Self::NOTSUP) for all that would need one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(&'static str);

macro_rules! errnos {
    ($($name:ident)*) => {
        #[expect(dead_code, reason = "the names that the table of errors knows; few of them arise here")]
        impl Errno {
            $(pub(crate) const $name: Self = Self(stringify!($name));)*
        }
    };
}

errnos! {
    ACCESS AGAIN ALREADY BADF BUSY DEADLK DQUOT EXIST FBIG ILSEQ INPROGRESS INTR INVAL IO ISDIR LOOP MFILE MLINK MSGSIZE
    NAMETOOLONG NFILE NODEV NOENT NOLCK NOMEM NOSPC NOSYS NOTDIR NOTEMPTY NOTRECOVERABLE NOTSUP NOTTY NXIO OPNOTSUPP
    OVERFLOW PERM PIPE ROFS SPIPE TXTBSY XDEV
}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        let kind = match errno {
            Errno::PERM => io::ErrorKind::PermissionDenied,
            Errno::INVAL => io::ErrorKind::InvalidInput,
            Errno::NOENT => io::ErrorKind::NotFound,
            Errno::EXIST => io::ErrorKind::AlreadyExists,
            Errno::NOTDIR => io::ErrorKind::NotADirectory,
            _ => io::ErrorKind::Unsupported,
        };
        Self::new(kind, errno.0)
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

pub(crate) fn errno_of(_error: &io::Error) -> Errno {
    Errno::NOTSUP
}

pub(crate) fn mknodat(
    _dir: &File,
    _name: &str,
    _node_type: NodeType,
    _mode: Mode,
) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

/// Whether this platform has special files at all.
pub(crate) const AVAILABLE: bool = false;

/// Directories and where they are: only Unix systems can tell.
#[cfg(feature = "wasm")]
pub(crate) mod directory {
    use super::Errno;
    use std::fs::File;

    /// What tells one directory from all others.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Id;

    pub(crate) fn id(_dir: &File) -> Result<Id, Errno> {
        Err(Errno::NOTSUP)
    }

    pub(crate) fn open_parent(_dir: &File) -> Result<File, Errno> {
        Err(Errno::NOTSUP)
    }
}

/// The umask, where there is none.
#[cfg(feature = "wasm")]
pub(crate) mod umask {
    use super::Errno;
    use crate::Mode;

    pub(crate) fn of_process() -> Option<Mode> {
        None
    }

    pub(crate) fn clock() -> u64 {
        0
    }

    pub(crate) fn separate() -> Result<(), Errno> {
        Err(Errno::NOTSUP)
    }

    pub(crate) fn set(_mask: Mode) {}

    pub(crate) fn has_no_default_acl(_dir: &std::fs::File) -> bool {
        false
    }
}
