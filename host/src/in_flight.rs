//! Bounds what the calls of one store keep in memory while they wait for their turn.

use crate::sys::Errno;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a call takes beside its data: its future, and its place among those that wait.
const PER_CALL: usize = 1024;

/// The memory that the calls of a store hold.
#[derive(Debug)]
pub(crate) struct InFlight {
    held: Arc<AtomicUsize>,
    limit: usize,
}

/// The share of one call. It is given back when the call ends or is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    held: Arc<AtomicUsize>,
    bytes: usize,
}

impl InFlight {
    /// Creates the account of a store whose calls may hold `limit` bytes together.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            held: Arc::default(),
            limit,
        }
    }

    /// Takes the share of a call that keeps `bytes` of data.
    ///
    /// A call without others in flight has its share whatever its size: what one call hands over is
    /// bounded by wasmtime.
    ///
    /// # Errors
    ///
    /// `NOMEM` if the calls in flight hold too much already.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<Share, Errno> {
        let bytes = bytes.saturating_add(PER_CALL);
        // Only this method adds, and the account is borrowed.
        let held = self.held.load(Ordering::Acquire);
        if held > 0 && held.saturating_add(bytes) > self.limit {
            return Err(Errno::NOMEM);
        }
        self.held.fetch_add(bytes, Ordering::AcqRel);
        Ok(Share {
            held: Arc::clone(&self.held),
            bytes,
        })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.held.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::{InFlight, PER_CALL};
    use crate::sys::Errno;

    #[test]
    fn calls_share_one_limit_and_a_call_alone_has_none() {
        let mut in_flight = InFlight::new(10 * PER_CALL);
        let alone = in_flight.take(1 << 40).unwrap();
        assert_eq!(in_flight.take(0).map(drop), Err(Errno::NOMEM));
        drop(alone);
        let shares: Vec<_> = (0..10).map(|_| in_flight.take(0).unwrap()).collect();
        assert_eq!(in_flight.take(0).map(drop), Err(Errno::NOMEM));
        drop(shares);
        let _half = in_flight.take(4 * PER_CALL).unwrap();
        assert_eq!(
            in_flight.take(4 * PER_CALL + 1).map(drop),
            Err(Errno::NOMEM)
        );
        assert_eq!(in_flight.take(4 * PER_CALL).map(drop), Ok(()));
        assert_eq!(in_flight.take(usize::MAX).map(drop), Err(Errno::NOMEM));
    }
}
