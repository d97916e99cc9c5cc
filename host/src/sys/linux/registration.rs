//! Registrations of descriptors with a tokio runtime.

use crate::sys::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;

/// Returns another descriptor for the open file description of `file`.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn duplicate(file: &File) -> Result<OwnedFd, Errno> {
    rustix::io::fcntl_dupfd_cloexec(file, 0)
}

/// Registers `fd` with the tokio runtime of the caller, for readiness of `interest`.
///
/// # Errors
///
/// Those of the kernel and of the runtime.
pub(crate) fn register(
    fd: OwnedFd,
    interest: tokio::io::Interest,
) -> std::io::Result<tokio::io::unix::AsyncFd<OwnedFd>> {
    // SAFETY: `fd` is moved in, so it stays the same open descriptor until it is dropped with its
    // registration.
    let registered = unsafe { tokio::io::unix::AsyncFd::register_with_interest(fd, interest) };
    Ok(registered?)
}
