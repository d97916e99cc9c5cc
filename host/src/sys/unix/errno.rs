//! Error numbers.

use crate::log::warn_now_and_then;
use rustix::io::Errno;
use std::io;

/// Returns the `errno` of an error of cap-primitives or cap-mknod.
///
/// The error for a path that leads out of its directory has a kind and no number.
pub(crate) fn errno_of(error: &io::Error) -> Errno {
    if let Some(errno) = Errno::from_io_error(error) {
        return errno;
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => Errno::PERM,
        io::ErrorKind::InvalidInput => Errno::INVAL,
        _ => {
            warn_now_and_then!(%error, "an error without a number");
            Errno::IO
        }
    }
}
