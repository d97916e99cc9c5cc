//! From a FIFO to a guest.

use super::turns::Turns;
use super::{DEFAULT_READ, End, Ending, Told};
use crate::fifo::{Reader, Received};
use crate::sys::Errno;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use wasmtime::component::{Destination, StreamProducer, StreamResult, VecBuffer};
use wasmtime::{Result, StoreContextMut};

/// Reads when the guest reads, into its memory, and holds back nothing.
pub(super) struct Producer {
    end: End<Reader>,
    told: Told,
    turns: Turns,
}

impl Producer {
    pub(super) fn new(reader: Reader, told: oneshot::Sender<Ending>) -> Self {
        Self {
            end: End::Idle(reader),
            told: Told::new(told),
            turns: Turns::default(),
        }
    }

    fn close(&mut self, result: std::result::Result<(), Errno>) -> StreamResult {
        self.end = End::Gone;
        self.told.tell(result);
        StreamResult::Dropped
    }

    /// Reads into `buffer` as soon as there is something: how many bytes, or `None` at the end.
    /// Without room it waits all the same, as for `poll(2)`.
    fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<std::result::Result<Option<usize>, Errno>> {
        let mut ready = false;
        loop {
            match std::mem::replace(&mut self.end, End::Gone) {
                End::Gone => return Poll::Ready(Ok(None)),
                End::Waiting(mut waiting) => match waiting.as_mut().poll(context) {
                    Poll::Pending => {
                        self.end = End::Waiting(waiting);
                        return Poll::Pending;
                    }
                    Poll::Ready((reader, result)) => {
                        self.end = End::Idle(reader);
                        result?;
                        ready = true;
                    }
                },
                End::Idle(reader) => {
                    if !buffer.is_empty() || ready {
                        let received = reader.read_into(buffer)?;
                        if received != Received::NotYet {
                            self.end = End::Idle(reader);
                            return Poll::Ready(Ok(match received {
                                Received::Bytes(count) => Some(count),
                                _ => None,
                            }));
                        }
                    }
                    self.end = End::Waiting(Box::pin(async move {
                        let result = reader.ready().await;
                        (reader, result)
                    }));
                }
            }
        }
    }
}

impl<D> StreamProducer<D> for Producer {
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
        Poll::Ready(Ok(match self.poll_read(context, destination.remaining()) {
            Poll::Pending if finish => StreamResult::Cancelled,
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(Some(count))) => {
                destination.mark_written(count);
                StreamResult::Completed
            }
            Poll::Ready(Ok(None)) => self.close(Ok(())),
            Poll::Ready(Err(errno)) => self.close(Err(errno)),
        }))
    }
}
