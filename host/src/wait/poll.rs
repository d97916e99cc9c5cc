//! A spin and a short `poll(2)` before the runtime parks a wait.

use super::Blocking;
use super::spin::{AdaptiveSpin, spin_until};
use std::cell::Cell;
use std::time::Duration;

/// The longest blocking `poll(2)` after a spin.
const POLL_LIMIT: Duration = Duration::from_micros(200);

thread_local! {
    static SPIN: AdaptiveSpin = const { AdaptiveSpin::new() };
    /// Whether the last blocking `poll(2)` on this thread succeeded. After a failure other waits
    /// skip it, so that polling 1000 streams does not cost 1000 times [`POLL_LIMIT`].
    static POLL: Cell<bool> = const { Cell::new(true) };
}

/// Waits for `ready` for as long as that is cheaper than a wake-up by the runtime: with a spin, and
/// where blocking is allowed, with a short `poll(2)` after it. A wake-up by the runtime takes two
/// switches of threads, and the other end of a FIFO that is in use is faster than that.
///
/// `ready` gets a time limit for its own wait, and may return earlier.
///
/// # Errors
///
/// Those of `ready`.
pub(crate) async fn spin_then_poll<E>(
    blocking: Blocking,
    ready: impl Fn(Duration) -> Result<bool, E>,
) -> Result<bool, E> {
    if ready(Duration::ZERO)? {
        return Ok(true);
    }
    if spin_until(&SPIN, blocking, || ready(Duration::ZERO)).await? {
        return Ok(true);
    }
    if !blocking.is_allowed() || !POLL.get() {
        return Ok(false);
    }
    let is_ready = ready(POLL_LIMIT)?;
    POLL.set(is_ready);
    Ok(is_ready)
}

/// Records the end of a wait in the runtime, after which the next blocking `poll(2)` may succeed.
pub(crate) fn woken(blocking: Blocking) {
    if blocking.is_allowed() {
        POLL.set(true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::spin::SPIN_LIMIT;
    use super::{Blocking, POLL_LIMIT, spin_then_poll, woken};
    use std::cell::RefCell;
    use std::convert::Infallible;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};
    use std::time::{Duration, Instant};

    /// Waits for something that is ready at the `nth` time, and returns the time limits of all
    /// attempts.
    fn wait(blocking: Blocking, nth: usize) -> (bool, Vec<Duration>) {
        let limits = RefCell::new(Vec::new());
        let mut wait = pin!(spin_then_poll(blocking, |limit| {
            limits.borrow_mut().push(limit);
            Ok::<_, Infallible>(limits.borrow().len() > nth)
        }));
        let mut context = Context::from_waker(Waker::noop());
        let Ok(is_ready) = loop {
            if let Poll::Ready(result) = wait.as_mut().poll(&mut context) {
                break result;
            }
        };
        (is_ready, limits.take())
    }

    #[test]
    fn one_poll_in_vain_stops_spins_and_polls() {
        let thread = std::thread::spawn(|| {
            assert_eq!(wait(Blocking::Allowed, 0), (true, vec![Duration::ZERO]));
            let start = Instant::now();
            let (is_ready, limits) = wait(Blocking::Allowed, usize::MAX);
            assert!(!is_ready && start.elapsed() >= SPIN_LIMIT);
            let (last, others) = limits.split_last().expect("there were attempts");
            assert_eq!(*last, POLL_LIMIT);
            assert!(others.iter().all(Duration::is_zero));

            // Now it neither spins nor polls, until a wait in the runtime has succeeded.
            assert_eq!(wait(Blocking::Allowed, 1), (false, vec![Duration::ZERO]));
            woken(Blocking::Forbidden);
            let (_, limits) = wait(Blocking::Allowed, usize::MAX);
            assert!(limits.iter().all(Duration::is_zero));
            woken(Blocking::Allowed);
            let limits = vec![Duration::ZERO, POLL_LIMIT];
            assert_eq!(wait(Blocking::Allowed, 1), (true, limits));
        });
        thread.join().expect("no assertion fails");
    }

    #[test]
    fn a_spin_catches_what_is_ready_at_once() {
        let thread = std::thread::spawn(|| {
            for blocking in [Blocking::Allowed, Blocking::Forbidden] {
                // Another program may take the processor away for longer than a spin.
                let without_poll = (true, vec![Duration::ZERO; 3]);
                assert!((0..10_000).any(|_| wait(blocking, 2) == without_poll));
            }
            let (is_ready, limits) = wait(Blocking::Forbidden, usize::MAX);
            assert!(!is_ready && limits.iter().all(Duration::is_zero));
        });
        thread.join().expect("no assertion fails");
    }
}
