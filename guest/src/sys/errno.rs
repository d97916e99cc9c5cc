//! The one table from WASI's error codes to error numbers.

use wasip2::filesystem::types::ErrorCode;

/// Returns the number that the C library has for `code`, the inverse of what wasi-libc does with its own calls.
pub(super) fn errno(code: ErrorCode) -> i32 {
    match code {
        ErrorCode::Access => libc::EACCES,
        ErrorCode::WouldBlock => libc::EAGAIN,
        ErrorCode::Already => libc::EALREADY,
        ErrorCode::BadDescriptor => libc::EBADF,
        ErrorCode::Busy => libc::EBUSY,
        ErrorCode::Deadlock => libc::EDEADLK,
        ErrorCode::Quota => libc::EDQUOT,
        ErrorCode::Exist => libc::EEXIST,
        ErrorCode::FileTooLarge => libc::EFBIG,
        ErrorCode::IllegalByteSequence => libc::EILSEQ,
        ErrorCode::InProgress => libc::EINPROGRESS,
        ErrorCode::Interrupted => libc::EINTR,
        ErrorCode::Invalid => libc::EINVAL,
        ErrorCode::Io => libc::EIO,
        ErrorCode::IsDirectory => libc::EISDIR,
        ErrorCode::Loop => libc::ELOOP,
        ErrorCode::TooManyLinks => libc::EMLINK,
        ErrorCode::MessageSize => libc::EMSGSIZE,
        ErrorCode::NameTooLong => libc::ENAMETOOLONG,
        ErrorCode::NoDevice => libc::ENODEV,
        ErrorCode::NoEntry => libc::ENOENT,
        ErrorCode::NoLock => libc::ENOLCK,
        ErrorCode::InsufficientMemory => libc::ENOMEM,
        ErrorCode::InsufficientSpace => libc::ENOSPC,
        ErrorCode::NotDirectory => libc::ENOTDIR,
        ErrorCode::NotEmpty => libc::ENOTEMPTY,
        ErrorCode::NotRecoverable => libc::ENOTRECOVERABLE,
        ErrorCode::Unsupported => libc::ENOTSUP,
        ErrorCode::NoTty => libc::ENOTTY,
        ErrorCode::NoSuchDevice => libc::ENXIO,
        ErrorCode::Overflow => libc::EOVERFLOW,
        ErrorCode::NotPermitted => libc::EPERM,
        ErrorCode::Pipe => libc::EPIPE,
        ErrorCode::ReadOnly => libc::EROFS,
        ErrorCode::InvalidSeek => libc::ESPIPE,
        ErrorCode::TextFileBusy => libc::ETXTBSY,
        ErrorCode::CrossDevice => libc::EXDEV,
    }
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
}
