//! Error numbers.

use rustix::io::Errno;
use std::io;

/// Turns an error of cap-primitives into an `errno`.
///
/// A path that leads out of its directory has a kind and no number.
pub(crate) fn errno_of(error: &io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(match error.kind() {
        io::ErrorKind::PermissionDenied => Errno::PERM,
        io::ErrorKind::InvalidInput => Errno::INVAL,
        _ => Errno::IO,
    })
}
