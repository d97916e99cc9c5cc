//! The end of a test that hangs.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a test may leave a file system hanging.
const LIMIT: Duration = Duration::from_secs(60);

/// A thread that lets a file system go on that hangs, if the test does not end in time, so that it
/// can fail.
#[derive(Debug)]
pub struct Rescue {
    ended: Sender<()>,
    thread: JoinHandle<bool>,
}

impl Rescue {
    pub(super) fn start(release: impl FnOnce() + Send + 'static) -> Self {
        let (ended, end) = channel();
        let thread = thread::spawn(move || {
            let late = end.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout);
            release();
            late
        });
        Self { ended, thread }
    }

    /// Ends it.
    ///
    /// # Panics
    ///
    /// If it was needed.
    pub fn end(self) {
        drop(self.ended);
        let late = self.thread.join().expect("it does not panic");
        assert!(!late, "the file system hung, and the test with it");
    }
}
