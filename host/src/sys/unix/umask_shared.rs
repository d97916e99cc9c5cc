//! The umask where all threads of a process share it.

use crate::Mode;
use crate::sys::Errno;

/// Returns `None`: there is no way to ask without setting it.
pub(crate) fn of_process() -> Option<Mode> {
    None
}

/// Fails: threads share the umask of their process.
pub(crate) fn separate() -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

/// Is never called, since [`separate`] fails.
pub(crate) fn set(_mask: Mode) {}
