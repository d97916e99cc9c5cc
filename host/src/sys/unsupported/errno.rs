//! Error numbers, where the system has none.

use std::{fmt, io};

/// The errors that arise without a system call, and [`NOTSUP`](Self::NOTSUP).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(&'static str);

macro_rules! errnos {
    ($($name:ident)*) => {
        #[expect(dead_code, reason = "the table of errors names them all, and few arise here")]
        impl Errno {
            $(pub(crate) const $name: Self = Self(stringify!($name));)*
        }
    };
}

errnos! {
    ACCESS AGAIN ALREADY BADF BUSY DEADLK DQUOT EXIST FBIG ILSEQ INPROGRESS INTR INVAL IO ISDIR LOOP MFILE MLINK MSGSIZE
    NAMETOOLONG NFILE NODEV NOENT NOLCK NOMEM NOSPC NOSYS NOTDIR NOTEMPTY NOTRECOVERABLE NOTSUP NOTTY NXIO OPNOTSUPP
    OVERFLOW PERM PIPE RANGE ROFS SPIPE TXTBSY XDEV
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

/// Returns the error of [`cap_mknod::resolve`] that has the kind of `error`.
pub(crate) fn errno_of(error: &io::Error) -> Errno {
    match error.kind() {
        io::ErrorKind::AlreadyExists => Errno::EXIST,
        io::ErrorKind::InvalidFilename => Errno::NAMETOOLONG,
        io::ErrorKind::InvalidInput => Errno::INVAL,
        io::ErrorKind::NotFound => Errno::NOENT,
        io::ErrorKind::PermissionDenied => Errno::PERM,
        _ => Errno::NOTSUP,
    }
}
