//! The umask where all threads of a process share it.

use crate::Mode;
use crate::sys::Errno;
use std::fs::File;

/// Returns `None`: there is no way to ask without setting it.
pub(crate) fn of_process() -> Option<Mode> {
    None
}

/// Returns no time: there is nothing that would become out of date.
pub(crate) fn clock() -> u64 {
    0
}

/// Fails: threads share the umask of their process.
pub(crate) fn separate() -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

/// Is never called, since [`separate`] fails.
pub(crate) fn set(_mask: Mode) {}

/// Returns that it is not known.
pub(crate) fn has_no_default_acl(_dir: &File) -> bool {
    false
}
