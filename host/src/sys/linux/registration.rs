//! Registrations of descriptors with a tokio runtime.

use crate::sys::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;

/// Opens another descriptor for what `file` has open.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn duplicate(file: &File) -> Result<OwnedFd, Errno> {
    rustix::io::fcntl_dupfd_cloexec(file, 0)
}

/// Has the tokio runtime of the caller tell when `fd` becomes ready for `interest`.
///
/// # Errors
///
/// What the kernel says, and what ails the runtime.
pub(crate) fn register(
    fd: OwnedFd,
    interest: tokio::io::Interest,
) -> std::io::Result<tokio::io::unix::AsyncFd<OwnedFd>> {
    // SAFETY: an `OwnedFd` that is moved in stays the same open descriptor until it is dropped with its registration.
    let registered = unsafe { tokio::io::unix::AsyncFd::register_with_interest(fd, interest) };
    Ok(registered?)
}
