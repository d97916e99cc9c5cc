//! The umask where all threads of a process share it.

use crate::sys::Errno;
use cap_mknod::Mode;
use std::fs::File;

/// Returns `None`: the umask cannot be read without setting it.
pub(crate) fn of_process() -> Option<Mode> {
    None
}

/// Returns 0: no umask is cached.
pub(crate) fn clock() -> u64 {
    0
}

/// Fails: threads share the umask of their process.
pub(crate) fn separate() -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

/// Does nothing. It is not called, since [`separate`] fails.
pub(crate) fn set(_mask: Mode) {}

/// Sets the umask of the process, and returns the one before it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other platforms have none to return"
)]
pub(crate) fn replace(mask: Mode) -> Option<Mode> {
    let before = rustix::process::umask(rustix::fs::Mode::from_bits_retain(mask.bits().into()));
    Some(Mode::from_bits_truncate(u32::from(before.bits()) as u16))
}

/// Returns `false`: it is not known.
pub(crate) fn has_no_default_acl(_dir: &File) -> bool {
    false
}
