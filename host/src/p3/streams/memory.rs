//! Devices that the host serves and that never make their user wait.

use super::turns::Turns;
use super::{DEFAULT_READ, Told};
use crate::emulated::Memory;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasmtime::component::{
    Destination, Source, StreamConsumer, StreamProducer, StreamResult, VecBuffer,
};
use wasmtime::{Result, StoreContextMut};

/// A stream from a device, or to one.
pub(super) struct MemoryStream {
    memory: Memory,
    told: Told,
    turns: Turns,
}

impl MemoryStream {
    pub(super) fn new(memory: Memory, told: Told) -> Self {
        Self {
            memory,
            told,
            turns: Turns::default(),
        }
    }
}

impl<D> StreamProducer<D> for MemoryStream {
    type Item = u8;
    type Buffer = VecBuffer<u8>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'a, D>,
        destination: Destination<'a, u8, VecBuffer<u8>>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        if self.turns.give_way(context, finish) {
            return Poll::Pending;
        }
        let mut destination = destination.as_direct(store, DEFAULT_READ);
        let buffer = destination.remaining();
        if buffer.is_empty() && self.memory != Memory::Null {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        let result = self.memory.read_into(buffer);
        Poll::Ready(Ok(self.told.end_transfer(destination, result)))
    }
}

impl<D> StreamConsumer<D> for MemoryStream {
    type Item = u8;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'_, D>,
        source: Source<'_, u8>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        if self.turns.give_way(context, finish) {
            return Poll::Pending;
        }
        let mut source = source.as_direct(store);
        let count = source.remaining().len();
        if count == 0 {
            // A wait for room.
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        Poll::Ready(Ok(match self.memory.write() {
            Ok(()) => {
                source.mark_read(count);
                StreamResult::Completed
            }
            Err(errno) => self.told.fail(errno),
        }))
    }
}
