//! Looks for the other end of a FIFO by other threads than that of the guest, and closes of the end
//! in between.

use super::end::lock;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whether a thread looks at an end.
#[derive(Debug, Default)]
pub(super) struct Looks {
    under_way: Mutex<bool>,
    ended: Condvar,
}

/// A look that is under way for as long as this lives.
#[derive(Debug)]
pub(super) struct Look<'a> {
    looks: &'a Looks,
}

impl Looks {
    /// Begins a look once no other one is under way.
    pub(super) fn begin(&self) -> Look<'_> {
        let under_way = lock(&self.under_way);
        let ended = self.ended.wait_while(under_way, |under_way| *under_way);
        *ended.unwrap_or_else(PoisonError::into_inner) = true;
        Look { looks: self }
    }

    /// Keeps looks from beginning, once none is under way or `limit` is over.
    pub(super) fn hold_off(&self, limit: Duration) -> MutexGuard<'_, bool> {
        let under_way = lock(&self.under_way);
        let ended = self
            .ended
            .wait_timeout_while(under_way, limit, |under_way| *under_way);
        ended.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        *lock(&self.looks.under_way) = false;
        self.looks.ended.notify_all();
    }
}
