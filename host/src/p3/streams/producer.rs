//! From a FIFO to a guest.

use super::{End, Ending, Told};
use crate::fifo::{Reader, Received};
use crate::sys::Errno;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use wasmtime::component::{Destination, StreamProducer, StreamResult, VecBuffer};
use wasmtime::{Result, StoreContextMut};

/// How much is read for those who do not say how much they want.
const DEFAULT_READ: usize = 8192;

/// Reads when the guest reads, and holds back nothing.
pub(super) struct Producer {
    end: End<Reader>,
    told: Told,
}

impl Producer {
    pub(super) fn new(reader: Reader, told: oneshot::Sender<Ending>) -> Self {
        Self {
            end: End::Idle(reader),
            told: Told::new(told),
        }
    }

    fn close(&mut self, result: std::result::Result<(), Errno>) -> StreamResult {
        self.end = End::Gone;
        self.told.tell(result);
        StreamResult::Dropped
    }

    /// Reads at most `size` bytes as soon as there are some. A `size` of 0 waits all the same, as for `poll(2)`.
    fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        size: usize,
    ) -> Poll<std::result::Result<Option<Vec<u8>>, Errno>> {
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
                End::Idle(mut reader) => {
                    if size > 0 || ready {
                        let received = reader.read(size)?;
                        if received != Received::NotYet {
                            self.end = End::Idle(reader);
                            return Poll::Ready(Ok(match received {
                                Received::Bytes(bytes) => Some(bytes),
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
        mut store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, u8, VecBuffer<u8>>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        let size = destination.remaining(&mut store).unwrap_or(DEFAULT_READ);
        Poll::Ready(Ok(match self.poll_read(context, size) {
            Poll::Pending if finish => StreamResult::Cancelled,
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(Some(bytes))) => {
                destination.set_buffer(bytes.into());
                StreamResult::Completed
            }
            Poll::Ready(Ok(None)) => self.close(Ok(())),
            Poll::Ready(Err(errno)) => self.close(Err(errno)),
        }))
    }
}
