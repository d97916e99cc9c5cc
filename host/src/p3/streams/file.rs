//! Files that are read on the thread that polls.

use super::turns::Turns;
use super::{DEFAULT_READ, Told};
use crate::sys::Errno;
use std::fs::File;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use wasmtime::component::{Destination, StreamProducer, StreamResult, VecBuffer};
use wasmtime::{Result, StoreContextMut};

/// From a file that has an offset to a guest.
pub(super) struct FileStream {
    file: Arc<File>,
    offset: u64,
    told: Told,
    turns: Turns,
}

impl FileStream {
    pub(super) fn new(file: Arc<File>, offset: u64, told: Told) -> Self {
        Self {
            file,
            offset,
            told,
            turns: Turns::default(),
        }
    }

    /// Reads what is next into `buffer`, and goes on behind it.
    fn read_into(&mut self, buffer: &mut [u8]) -> std::result::Result<usize, Errno> {
        let read = || rustix::io::pread(&self.file, &mut *buffer, self.offset);
        let count = rustix::io::retry_on_intr(read)?;
        self.offset = self.offset.saturating_add(count as u64);
        Ok(count)
    }
}

impl<D> StreamProducer<D> for FileStream {
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
        if destination.remaining().is_empty() {
            // A wait for bytes.
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        let result = self.read_into(destination.remaining());
        Poll::Ready(Ok(self.told.end_transfer(destination, result)))
    }
}
