//! The one table from WASI's error codes to error numbers.

use wasip2::filesystem::types::ErrorCode;
#[cfg(feature = "p3")]
use wasip3::filesystem::types::ErrorCode as ErrorCodeP3;

/// Looks `$code` up, one of `$codes`: the error codes of some WASI version, which has `$more` of
/// them.
macro_rules! errno {
    ($code:expr, $codes:ident, { $($more:tt)* }) => {
        match $code {
            $codes::Access => libc::EACCES,
            $codes::Already => libc::EALREADY,
            $codes::BadDescriptor => libc::EBADF,
            $codes::Busy => libc::EBUSY,
            $codes::Deadlock => libc::EDEADLK,
            $codes::Quota => libc::EDQUOT,
            $codes::Exist => libc::EEXIST,
            $codes::FileTooLarge => libc::EFBIG,
            $codes::IllegalByteSequence => libc::EILSEQ,
            $codes::InProgress => libc::EINPROGRESS,
            $codes::Interrupted => libc::EINTR,
            $codes::Invalid => libc::EINVAL,
            $codes::Io => libc::EIO,
            $codes::IsDirectory => libc::EISDIR,
            $codes::Loop => libc::ELOOP,
            $codes::TooManyLinks => libc::EMLINK,
            $codes::MessageSize => libc::EMSGSIZE,
            $codes::NameTooLong => libc::ENAMETOOLONG,
            $codes::NoDevice => libc::ENODEV,
            $codes::NoEntry => libc::ENOENT,
            $codes::NoLock => libc::ENOLCK,
            $codes::InsufficientMemory => libc::ENOMEM,
            $codes::InsufficientSpace => libc::ENOSPC,
            $codes::NotDirectory => libc::ENOTDIR,
            $codes::NotEmpty => libc::ENOTEMPTY,
            $codes::NotRecoverable => libc::ENOTRECOVERABLE,
            $codes::Unsupported => libc::ENOTSUP,
            $codes::NoTty => libc::ENOTTY,
            $codes::NoSuchDevice => libc::ENXIO,
            $codes::Overflow => libc::EOVERFLOW,
            $codes::NotPermitted => libc::EPERM,
            $codes::Pipe => libc::EPIPE,
            $codes::ReadOnly => libc::EROFS,
            $codes::InvalidSeek => libc::ESPIPE,
            $codes::TextFileBusy => libc::ETXTBSY,
            $codes::CrossDevice => libc::EXDEV,
            $($more)*
        }
    };
}

/// Returns the number that the C library has for `code`, the inverse of what wasi-libc does with
/// its own calls.
pub(super) fn errno(code: ErrorCode) -> i32 {
    errno!(code, ErrorCode, { ErrorCode::WouldBlock => libc::EAGAIN })
}

/// Returns the number for a `code` of WASI 0.3, or what the host says of an error without a number.
#[cfg(feature = "p3")]
pub(super) fn errno_p3(code: ErrorCodeP3) -> Result<i32, String> {
    Ok(errno!(code, ErrorCodeP3, {
        ErrorCodeP3::Other(text) => return Err(text.unwrap_or_default())
    }))
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::{ErrorCode, errno};

    #[test]
    fn the_standard_library_knows_what_happened() {
        for (code, kind) in [
            (ErrorCode::Access, ErrorKind::PermissionDenied),
            (ErrorCode::Busy, ErrorKind::ResourceBusy),
            (ErrorCode::CrossDevice, ErrorKind::CrossesDevices),
            (ErrorCode::Exist, ErrorKind::AlreadyExists),
            (ErrorCode::InsufficientMemory, ErrorKind::OutOfMemory),
            (ErrorCode::InsufficientSpace, ErrorKind::StorageFull),
            (ErrorCode::Interrupted, ErrorKind::Interrupted),
            (ErrorCode::Invalid, ErrorKind::InvalidInput),
            (ErrorCode::InvalidSeek, ErrorKind::NotSeekable),
            (ErrorCode::IsDirectory, ErrorKind::IsADirectory),
            (ErrorCode::NameTooLong, ErrorKind::InvalidFilename),
            (ErrorCode::NoEntry, ErrorKind::NotFound),
            (ErrorCode::NotDirectory, ErrorKind::NotADirectory),
            (ErrorCode::NotEmpty, ErrorKind::DirectoryNotEmpty),
            (ErrorCode::NotPermitted, ErrorKind::PermissionDenied),
            (ErrorCode::Pipe, ErrorKind::BrokenPipe),
            (ErrorCode::Quota, ErrorKind::QuotaExceeded),
            (ErrorCode::ReadOnly, ErrorKind::ReadOnlyFilesystem),
            (ErrorCode::TextFileBusy, ErrorKind::ExecutableFileBusy),
            (ErrorCode::TooManyLinks, ErrorKind::TooManyLinks),
            (ErrorCode::Unsupported, ErrorKind::Unsupported),
            (ErrorCode::WouldBlock, ErrorKind::WouldBlock),
        ] {
            assert_eq!(
                Error::from_raw_os_error(errno(code)).kind(),
                kind,
                "{code:?}"
            );
        }
    }

    #[cfg(feature = "p3")]
    #[test]
    fn both_versions_have_the_same_numbers() {
        use super::{ErrorCodeP3, errno_p3};
        for (p2, p3) in [
            (ErrorCode::Access, ErrorCodeP3::Access),
            (ErrorCode::Loop, ErrorCodeP3::Loop),
            (ErrorCode::NoSuchDevice, ErrorCodeP3::NoSuchDevice),
            (ErrorCode::ReadOnly, ErrorCodeP3::ReadOnly),
        ] {
            assert_eq!(errno_p3(p3), Ok(errno(p2)), "{p2:?}");
        }
        let unnamed = ErrorCodeP3::Other(Some("stale".to_owned()));
        assert_eq!(errno_p3(unnamed), Err("stale".to_owned()));
    }
}
