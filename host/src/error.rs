//! Why a call failed, and the one table that leads from `errno` to WIT.

use crate::sys::Errno;

/// The reason of a failed call: `error-code` of `wasi:filesystem/types`, of whichever WASI version.
///
/// The names are those of the WIT, which also says to which POSIX `errno` each belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    Access,
    Already,
    BadDescriptor,
    Busy,
    CrossDevice,
    Deadlock,
    Exist,
    FileTooLarge,
    IllegalByteSequence,
    InProgress,
    InsufficientMemory,
    InsufficientSpace,
    Interrupted,
    Invalid,
    InvalidSeek,
    Io,
    IsDirectory,
    Loop,
    MessageSize,
    NameTooLong,
    NoDevice,
    NoEntry,
    NoLock,
    NoSuchDevice,
    NoTty,
    NotDirectory,
    NotEmpty,
    NotPermitted,
    #[cfg_attr(
        any(
            target_os = "dragonfly",
            target_os = "freebsd",
            target_os = "netbsd",
            target_os = "openbsd"
        ),
        expect(dead_code, reason = "rustix knows no such error there")
    )]
    NotRecoverable,
    Overflow,
    Pipe,
    Quota,
    ReadOnly,
    TextFileBusy,
    TooManyLinks,
    Unsupported,
    /// An `errno` for which the WIT has no name. A front end says `io`, or more where its `error-code` can.
    Other(Errno),
}

/// Looks an `errno` up in the table.
///
/// Codes that are the host's trouble rather than the guest's are logged on the way: their WIT name alone would send
/// an embedder looking in the wrong place.
impl From<Errno> for ErrorCode {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::ACCESS => Self::Access,
            Errno::ALREADY => Self::Already,
            Errno::BADF => Self::BadDescriptor,
            Errno::BUSY => Self::Busy,
            Errno::XDEV => Self::CrossDevice,
            Errno::DEADLK => Self::Deadlock,
            Errno::EXIST => Self::Exist,
            Errno::FBIG => Self::FileTooLarge,
            Errno::ILSEQ => Self::IllegalByteSequence,
            Errno::INPROGRESS => Self::InProgress,
            Errno::NOMEM => Self::InsufficientMemory,
            Errno::MFILE | Errno::NFILE => {
                tracing::warn!(%errno, "the host has run out of file descriptors");
                Self::InsufficientMemory
            }
            Errno::NOSPC => Self::InsufficientSpace,
            Errno::INTR => Self::Interrupted,
            Errno::INVAL => Self::Invalid,
            Errno::SPIPE => Self::InvalidSeek,
            Errno::IO => Self::Io,
            Errno::ISDIR => Self::IsDirectory,
            Errno::LOOP => Self::Loop,
            Errno::MSGSIZE => Self::MessageSize,
            Errno::NAMETOOLONG => Self::NameTooLong,
            Errno::NODEV => Self::NoDevice,
            Errno::NOENT => Self::NoEntry,
            Errno::NOLCK => Self::NoLock,
            Errno::NXIO => Self::NoSuchDevice,
            Errno::NOTTY => Self::NoTty,
            Errno::NOTDIR => Self::NotDirectory,
            Errno::NOTEMPTY => Self::NotEmpty,
            Errno::PERM => Self::NotPermitted,
            #[cfg(not(any(
                target_os = "dragonfly",
                target_os = "freebsd",
                target_os = "netbsd",
                target_os = "openbsd"
            )))]
            Errno::NOTRECOVERABLE => Self::NotRecoverable,
            Errno::OVERFLOW => Self::Overflow,
            Errno::PIPE => Self::Pipe,
            Errno::DQUOT => Self::Quota,
            Errno::ROFS => Self::ReadOnly,
            Errno::TXTBSY => Self::TextFileBusy,
            Errno::MLINK => Self::TooManyLinks,
            Errno::NOSYS => Self::Unsupported,
            // One number on Linux, two on the BSDs and macOS.
            errno if errno == Errno::NOTSUP || errno == Errno::OPNOTSUPP => Self::Unsupported,
            errno => {
                tracing::warn!(%errno, "WASI has no name for this error");
                Self::Other(errno)
            }
        }
    }
}
