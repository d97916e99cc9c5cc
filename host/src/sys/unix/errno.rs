//! Error numbers.

use rustix::io::Errno;
use std::io;

/// Turns an error of cap-primitives into the `errno` that it stands for.
///
/// A path that leads out of its directory is the one error that the resolver makes up itself: it has a kind but no
/// number.
pub(crate) fn errno_of(error: &io::Error) -> Errno {
    if let Some(errno) = Errno::from_io_error(error) {
        return errno;
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => Errno::PERM,
        io::ErrorKind::InvalidInput => Errno::INVAL,
        _ => {
            tracing::warn!(%error, "an error without a number");
            Errno::IO
        }
    }
}
