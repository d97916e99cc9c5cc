//! The umask of a process that has one guest.

use super::host_umask_changed;
use crate::sys;
use cap_mknod::Mode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a guest has the umask of the process.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The umask of the process, as that of one guest. The process gets its own back when this and all
/// calls of the guest have ended.
#[derive(Debug)]
pub(crate) struct OwnUmask {
    before: Mode,
}

impl OwnUmask {
    /// Sets the umask of the process. Returns `None` if another guest has it, or where the umask
    /// cannot be set.
    pub(super) fn take(mask: Mode) -> Option<Self> {
        if TAKEN.swap(true, Ordering::AcqRel) {
            return None;
        }
        let Some(before) = sys::umask::replace(mask) else {
            TAKEN.store(false, Ordering::Release);
            return None;
        };
        host_umask_changed();
        Some(Self { before })
    }

    /// Sets the umask of the process to another one of the guest.
    pub(super) fn set(&self, mask: Mode) {
        sys::umask::replace(mask);
        host_umask_changed();
    }
}

impl Drop for OwnUmask {
    fn drop(&mut self) {
        self.set(self.before);
        TAKEN.store(false, Ordering::Release);
    }
}
