//! Ends the process on a signal or when its time is over, whatever the guest does.
//!
//! A guest may compute without an end or wait in a call of the host that cannot be interrupted. So
//! a thread of its own ends the process as a whole. This works as process 1 of a container, too,
//! for which the kernel ignores signals without a handler.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use wasmtime::Result;

/// The exit status of a run that took too long, as of timeout(1).
const TIMED_OUT: i32 = 124;

/// How long the process waits for its last line to be written. Standard error may be a full pipe.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Whether the time limit is over.
static OVER: AtomicBool = AtomicBool::new(false);

/// Returns whether the time limit is over, and the process about to end.
pub(crate) fn time_is_over() -> bool {
    OVER.load(Ordering::Relaxed)
}

/// Leaves the end of the process to the thread.
pub(crate) fn wait_for_the_end() -> ! {
    loop {
        std::thread::park();
    }
}

/// Starts the thread, and returns the runtime that it runs. The time limit is counted from this
/// call.
///
/// wasmtime-wasi would start a runtime of its own with a thread for each processor, unless this one
/// is entered. Its tasks wait for sockets and timers and never block: what blocks has threads of
/// its own. So they do not keep the thread from its purpose.
///
/// # Errors
///
/// If a signal handler cannot be set or the thread cannot be started.
pub(crate) fn start(timeout: Option<Duration>) -> Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    // The handlers are set before the guest starts.
    let signals = {
        let _guard = runtime.enter();
        signals::Signals::new()?
    };
    let watch = async move {
        let over = async {
            match timeout {
                Some(timeout) => tokio::time::sleep(timeout).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            signal = signals.next() => exit(128 + signal),
            () = over => end(timeout.unwrap_or_default()),
        }
    };
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("watchdog".to_owned())
        .spawn(move || runtime.block_on(watch))?;
    Ok(handle)
}

fn end(timeout: Duration) {
    // A list of nodes stops at once, and not after the last words.
    OVER.store(true, Ordering::Relaxed);
    let (done, written) = mpsc::channel();
    // The guest may hold the lock of standard error while it waits for room in a pipe.
    let _ = std::thread::Builder::new().spawn(move || {
        eprintln!("wasi-mknod: the run took longer than {timeout:?}, the limit set by --timeout");
        // Nobody listens any more if this took too long.
        let _ = done.send(());
    });
    let _ = written.recv_timeout(LAST_WORDS);
    exit(TIMED_OUT)
}

#[cfg(unix)]
mod signals {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(super) fn new() -> std::io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        /// Waits for a signal and returns its number.
        pub(super) async fn next(mut self) -> i32 {
            tokio::select! {
                _ = self.interrupt.recv() => SignalKind::interrupt(),
                _ = self.terminate.recv() => SignalKind::terminate(),
            }
            .as_raw_value()
        }
    }
}

#[cfg(not(unix))]
mod signals {
    pub(super) struct Signals;

    impl Signals {
        pub(super) fn new() -> std::io::Result<Self> {
            Ok(Self)
        }

        /// Waits for Ctrl-C, which counts as SIGINT.
        pub(super) async fn next(self) -> i32 {
            match tokio::signal::ctrl_c().await {
                Ok(()) => 2,
                Err(_) => std::future::pending().await,
            }
        }
    }
}
