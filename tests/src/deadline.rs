//! Threads with an end.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a guest may run. Nothing in the tests comes near it unless something hangs, but on a
/// busy machine a guest whose system calls run on other threads can take a minute for what are
/// seconds elsewhere.
const LIMIT: Duration = Duration::from_secs(180);

/// How long a look waits for the next one.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs `work` on a thread of its own; `None` if it takes too long. The thread is left behind then.
pub(crate) fn within_limit<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> Option<R> {
    let (done, result) = channel();
    let thread = thread::spawn(move || {
        // The receiver may have given up.
        let _ = done.send(work());
    });
    match result.recv_timeout(LIMIT) {
        Ok(value) => Some(value),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => resume_unwind(panic),
            Ok(()) => unreachable!("it sends before it ends"),
        },
    }
}

/// Runs `body`, and on another thread `background` again and again until `body` ends, but at least
/// once.
pub fn meanwhile<R>(mut background: impl FnMut() + Send, body: impl FnOnce() -> R) -> R {
    /// Ends the other thread, also when `body` panics.
    struct End<'a>(&'a AtomicBool);

    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            background();
            while !ended.load(Ordering::Relaxed) {
                background();
            }
        });
        let _end = End(&ended);
        body()
    })
}

/// Waits for something that the test cannot be told of.
///
/// # Panics
///
/// If it takes too long.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + LIMIT;
    while !holds() {
        assert!(Instant::now() < end, "it takes too long until {what}");
        thread::sleep(PAUSE);
    }
}
