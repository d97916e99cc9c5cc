//! Threads for the system calls of async host functions.

use super::Blocking;
use super::spin::{AdaptiveSpin, spin_until};
use std::convert::Infallible;
use wasmtime_wasi::runtime::spawn_blocking;

thread_local! {
    static SPIN: AdaptiveSpin = const { AdaptiveSpin::new() };
}

/// Runs `calls` on this thread if that may block, and on a blocking thread of tokio otherwise.
pub(crate) async fn offload<R: Send + 'static>(
    blocking: Blocking,
    calls: impl FnOnce() -> R + Send + 'static,
) -> R {
    if blocking.is_allowed() {
        return calls();
    }
    let task = spawn_blocking(calls);
    // Most calls end before this thread would be parked.
    let is_over = || Ok::<_, Infallible>(task.is_finished());
    let Ok(_) = spin_until(&SPIN, Blocking::Forbidden, is_over).await;
    task.await
}
