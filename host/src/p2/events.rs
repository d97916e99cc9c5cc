//! The events of an end of a FIFO as a pollable of `wasi:io`.

use super::bindings::{filesystem, sync};
use crate::fifo::{End, Events};
use crate::wait::Blocking;
use wasmtime::Result;
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::async_trait;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::{DynPollable, Pollable, subscribe};

/// A wait for events. Each attempt asks the kernel, and all waits of an open file description share
/// one registration with the runtime, which lasts as long as somebody waits.
#[derive(Debug)]
struct Waiter {
    end: End,
    events: Events,
    blocking: Blocking,
}

#[async_trait]
impl Pollable for Waiter {
    async fn ready(&mut self) {
        if let Err(errno) = self.end.wait_for(self.events, self.blocking).await {
            self.end.note_failure(errno);
        }
    }
}

/// Makes the pollable that waits for `events` of `end`, a child of the descriptor `fd`.
///
/// # Errors
///
/// If the table is full.
pub(super) fn pollable(
    table: &mut ResourceTable,
    fd: &Resource<Descriptor>,
    end: End,
    events: Events,
    blocking: Blocking,
) -> Result<Resource<DynPollable>> {
    let waiter = Waiter {
        end,
        events,
        blocking,
    };
    let waiter = table.push_child(waiter, fd)?;
    subscribe(table, waiter)
}

mod of_sync {
    use super::sync::filesystem::fifo;

    crate::convert::events!(fifo);
}

mod of_async {
    use super::filesystem::fifo;

    crate::convert::events!(fifo);
}
