//! Error numbers, where the system has none.

use std::io;

/// The errors of path resolution that arise without a system call, and [`NOTSUP`](Self::NOTSUP).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(io::ErrorKind, &'static str);

impl Errno {
    pub(crate) const EXIST: Self = Self(io::ErrorKind::AlreadyExists, "EEXIST");
    pub(crate) const ILSEQ: Self = Self(io::ErrorKind::InvalidData, "EILSEQ");
    pub(crate) const INVAL: Self = Self(io::ErrorKind::InvalidInput, "EINVAL");
    pub(crate) const NAMETOOLONG: Self = Self(io::ErrorKind::InvalidFilename, "ENAMETOOLONG");
    pub(crate) const NOENT: Self = Self(io::ErrorKind::NotFound, "ENOENT");
    pub(crate) const NOTSUP: Self = Self(io::ErrorKind::Unsupported, "EOPNOTSUPP");
    pub(crate) const PERM: Self = Self(io::ErrorKind::PermissionDenied, "EPERM");
}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        Self::new(errno.0, errno.1)
    }
}

/// Returns [`Errno::NOTSUP`].
pub(crate) fn errno_of(_error: &io::Error) -> Errno {
    Errno::NOTSUP
}
