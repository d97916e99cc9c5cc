//! Where the system calls of async host functions run.

use super::spin::{self, Eagerness, Waiting};
use std::convert::Infallible;
use wasmtime_wasi::runtime::spawn_blocking;

thread_local! {
    static EAGERNESS: Eagerness = const { Eagerness::new() };
}

/// Runs `calls` on this thread, or on one of tokio's for what blocks.
pub(crate) async fn run<R: Send + 'static>(
    here: bool,
    calls: impl FnOnce() -> R + Send + 'static,
) -> R {
    if here {
        return calls();
    }
    let task = spawn_blocking(calls);
    // Most calls are over before this thread would be asleep.
    let is_over = || Ok::<_, Infallible>(task.is_finished());
    let Ok(_) = spin::ask_again(&EAGERNESS, Waiting::InRuntime, is_over).await;
    task.await
}
