//! The umask, where there is none.

use crate::sys::Errno;
use cap_mknod::Mode;

pub(crate) fn of_process() -> Option<Mode> {
    None
}

pub(crate) fn clock() -> u64 {
    0
}

pub(crate) fn separate() -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn set(_mask: Mode) {}

pub(crate) fn replace(_mask: Mode) -> Option<Mode> {
    None
}

pub(crate) fn has_no_default_acl(_dir: &std::fs::File) -> bool {
    false
}
