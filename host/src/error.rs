//! Error codes, the table from `errno` to the WIT, and the two ways in which a call fails.

use crate::log::warn_now_and_then;
use crate::sys::Errno;
use wasmtime::component::ResourceTableError;

/// Calls the macro `$callback` with the table of errors: each `error-code` of
/// `wasi:filesystem/types` and its `errno`.
///
/// The arguments of the callback come first, in brackets.
macro_rules! error_codes {
    ($($callback:ident)::+ $(, $argument:tt)*) => {
        $($callback)::+! {
            [$($argument),*]
            Access = ACCESS,
            Already = ALREADY,
            BadDescriptor = BADF,
            Busy = BUSY,
            CrossDevice = XDEV,
            Deadlock = DEADLK,
            Exist = EXIST,
            FileTooLarge = FBIG,
            IllegalByteSequence = ILSEQ,
            InProgress = INPROGRESS,
            InsufficientMemory = NOMEM,
            InsufficientSpace = NOSPC,
            Interrupted = INTR,
            Invalid = INVAL,
            InvalidSeek = SPIPE,
            Io = IO,
            IsDirectory = ISDIR,
            Loop = LOOP,
            MessageSize = MSGSIZE,
            NameTooLong = NAMETOOLONG,
            NoDevice = NODEV,
            NoEntry = NOENT,
            NoLock = NOLCK,
            NoSuchDevice = NXIO,
            NoTty = NOTTY,
            NotDirectory = NOTDIR,
            NotEmpty = NOTEMPTY,
            NotPermitted = PERM,
            // rustix has no such number on the BSDs.
            #[cfg(not(any(
                target_os = "dragonfly",
                target_os = "freebsd",
                target_os = "netbsd",
                target_os = "openbsd"
            )))]
            NotRecoverable = NOTRECOVERABLE,
            Overflow = OVERFLOW,
            Pipe = PIPE,
            Quota = DQUOT,
            ReadOnly = ROFS,
            TextFileBusy = TXTBSY,
            TooManyLinks = MLINK,
            Unsupported = NOSYS,
        }
    };
}

macro_rules! define {
    ([] $($(#[$cfg:meta])* $name:ident = $errno:ident,)*) => {
        /// The reason of a failed call: `error-code` of `wasi:filesystem/types`, of any WASI
        /// version.
        ///
        /// The names are those of the WIT, which names the POSIX `errno` of each as well.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum ErrorCode {
            $($(#[$cfg])* $name,)*
            /// An `errno` for which the WIT has no name. A front end reports `io`, or more where
            /// its `error-code` can.
            Other(Errno),
        }

        /// Looks an `errno` up in the table.
        ///
        /// Codes that are a problem of the host and not of the guest are logged, since their WIT
        /// name misleads an embedder. A guest can cause any number of them.
        impl From<Errno> for ErrorCode {
            fn from(errno: Errno) -> Self {
                match errno {
                    $($(#[$cfg])* Errno::$errno => Self::$name,)*
                    Errno::MFILE | Errno::NFILE => {
                        warn_now_and_then!(%errno, "the host has run out of file descriptors");
                        Self::InsufficientMemory
                    }
                    // One number on Linux, two on the BSDs and macOS.
                    errno if errno == Errno::NOTSUP || errno == Errno::OPNOTSUPP => Self::Unsupported,
                    errno => {
                        warn_now_and_then!(%errno, "WASI has no name for this error");
                        Self::Other(errno)
                    }
                }
            }
        }
    };
}

error_codes!(define);

pub(crate) use error_codes;

/// Why a host function fails.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The guest is wrong in a way that has no error code, such as a handle that it does not own,
    /// or the store is full.
    Trap(wasmtime::Error),
    /// The guest gets an error code.
    Code(ErrorCode),
}

impl From<wasmtime::Error> for Failure {
    fn from(error: wasmtime::Error) -> Self {
        Self::Trap(error)
    }
}

impl From<ResourceTableError> for Failure {
    fn from(error: ResourceTableError) -> Self {
        Self::Trap(error.into())
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Code(errno.into())
    }
}

/// Splits the failures of a call into traps and error codes.
pub(crate) trait OrTrap<T> {
    /// Returns what the bindings of wasmtime want: a trap outside, and an error code of their own
    /// type inside.
    fn or_trap<E: From<ErrorCode>>(self) -> wasmtime::Result<Result<T, E>>;
}

impl<T> OrTrap<T> for Result<T, Failure> {
    fn or_trap<E: From<ErrorCode>>(self) -> wasmtime::Result<Result<T, E>> {
        match self {
            Ok(value) => Ok(Ok(value)),
            Err(Failure::Code(code)) => Ok(Err(code.into())),
            Err(Failure::Trap(error)) => Err(error),
        }
    }
}
