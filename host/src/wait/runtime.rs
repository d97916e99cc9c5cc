//! The runtime that wakes those who wait for FIFOs.
//!
//! An embedder may run guests without tokio, or in a runtime without timers or I/O, whose timers
//! and sockets panic. Nothing tells whether a runtime has them. So the waits for FIFOs have a
//! runtime of their own, with one thread for the process. It starts with the first wait.

use crate::sys::{Errno, errno_of};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;
use tokio::runtime::{Builder, Handle};
use wasmtime_wasi::runtime::AbortOnDropJoinHandle;

/// How many looks at file systems may hang before those of other stores wait for them.
const MAX_BLOCKING_THREADS: usize = 64;

/// Returns the runtime.
///
/// # Errors
///
/// The error of the system calls that start it: the host lacks descriptors, threads or memory.
pub(crate) fn handle() -> Result<Handle, Errno> {
    static HANDLE: Mutex<Option<Handle>> = Mutex::new(None);
    // It is set as a whole, so a panic elsewhere does no harm.
    let mut handle = HANDLE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*handle {
        return Ok(handle.clone());
    }
    let started = start().map_err(|error| {
        tracing::debug!(%error, "the host cannot start the thread that waits for FIFOs");
        errno_of(&error)
    })?;
    Ok(handle.insert(started).clone())
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .thread_name("wasi-mknod-look")
        .build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("wasi-mknod-wait".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}

/// Runs `task` in the runtime, until its end or until the result is dropped.
///
/// # Errors
///
/// Those of [`handle`].
pub(crate) fn spawn<F>(task: F) -> Result<AbortOnDropJoinHandle<F::Output>, Errno>
where
    F: Future<Output: Send> + Send + 'static,
{
    Ok(handle()?.spawn(task).into())
}
