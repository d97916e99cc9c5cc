//! An end to what does not end by itself.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a guest may run. Nothing in the tests comes near it unless something hangs.
const LIMIT: Duration = Duration::from_secs(60);

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
