//! Adaptive spinning before parking.

use super::Blocking;
use std::cell::Cell;
use std::thread::LocalKey;
use std::time::{Duration, Instant};

/// The longest spin. It is about the time that a park and a wake-up take, so a spin in vain doubles
/// the cost of a wait at most. On a virtual machine, where a wake-up involves an idle processor,
/// that is long.
pub(super) const SPIN_LIMIT: Duration = Duration::from_micros(50);

/// The longest run of skipped spins.
const MAX_SKIPS: u32 = 63;

/// The recent success of spins on a thread, for one kind of wait. Each spin that times out doubles
/// the number of spins that are skipped after it.
#[derive(Debug)]
pub(super) struct AdaptiveSpin {
    /// The number of spins still to skip.
    left: Cell<u32>,
    /// The number of spins that the last timeout made skip.
    skips: Cell<u32>,
}

impl AdaptiveSpin {
    pub(super) const fn new() -> Self {
        Self {
            left: Cell::new(0),
            skips: Cell::new(0),
        }
    }

    /// Returns whether to spin this time.
    fn next(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left == 0
    }

    fn record(&self, succeeded: bool) {
        let skips = match succeeded {
            true => 0,
            false => MAX_SKIPS.min(self.skips.get() * 2 + 1),
        };
        self.skips.set(skips);
        self.left.set(skips);
    }
}

/// Spins on `ready` for up to [`SPIN_LIMIT`]. Skips the spin, with exponential back-off, while
/// recent spins timed out.
///
/// Where blocking is forbidden, other tasks of the runtime run between two calls of `ready`.
///
/// # Errors
///
/// Those of `ready`.
pub(super) async fn spin_until<E>(
    spin: &'static LocalKey<AdaptiveSpin>,
    blocking: Blocking,
    ready: impl Fn() -> Result<bool, E>,
) -> Result<bool, E> {
    if !spin.with(AdaptiveSpin::next) {
        return Ok(false);
    }
    let start = Instant::now();
    let mut is_ready = false;
    while !is_ready && start.elapsed() < SPIN_LIMIT {
        if !blocking.is_allowed() {
            tokio::task::yield_now().await;
        }
        is_ready = ready()?;
    }
    spin.with(|spin| spin.record(is_ready));
    Ok(is_ready)
}

#[cfg(test)]
mod tests {
    use super::AdaptiveSpin;

    #[test]
    fn timeouts_double_the_number_of_skipped_spins() {
        let spin = AdaptiveSpin::new();
        let mut skips = Vec::new();
        for _ in 0..8 {
            assert!(spin.next());
            spin.record(false);
            skips.push((0..).take_while(|_| !spin.next()).count());
            spin.left.set(0);
        }
        assert_eq!(skips, [1, 3, 7, 15, 31, 63, 63, 63]);
        spin.record(true);
        assert!(spin.next() && spin.next());
    }
}
