//! Writers whose FIFO has no reader yet.

use super::wait;
use crate::sys::handle;
use std::fs::File;
use std::sync::{Arc, Weak};
use wasmtime_wasi::runtime::{AbortOnDropJoinHandle, spawn};

/// Opens the FIFOs of a guest for writing as soon as somebody wants to read them, whatever the guest does meanwhile.
///
/// A native program that opens a FIFO for reading waits inside `open(2)` until a writer has come. The guest has opened
/// its end, and to its own mind it has come. If it were not there for others before it writes, the two could wait for
/// each other: the one for the writer, the other for what the one was to send first.
#[derive(Debug, Default)]
pub(crate) struct Connecting {
    tasks: Vec<AbortOnDropJoinHandle<()>>,
    /// How many tasks there may be before those that are done are looked for.
    limit: usize,
}

impl Connecting {
    /// Takes care of `pipe`, which comes from [`open`](super::open) and was to be opened for writing only. It is let
    /// go of when nobody else has it any more, and when `self` is dropped.
    pub(crate) fn add(&mut self, pipe: &Arc<File>) {
        if !handle::is_handle(pipe).unwrap_or(false) {
            return;
        }
        if self.tasks.len() >= self.limit {
            self.tasks.retain(|task| !task.is_finished());
            self.limit = 16.max(self.tasks.len() * 2);
        }
        self.tasks.push(spawn(connect(Arc::downgrade(pipe))));
    }
}

async fn connect(pipe: Weak<File>) {
    if let Err(errno) = wait::for_reader_of(&pipe).await {
        // Whoever writes gets the error once more, and can tell the guest.
        tracing::debug!(%errno, "no waiting for the reader of a FIFO");
    }
}
