//! From a guest to a FIFO.

use super::turns::Turns;
use super::{End, Ending, Told};
use crate::fifo::Writer;
use crate::sys::Errno;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio::sync::oneshot;
use wasmtime::component::{Source, StreamConsumer, StreamResult};
use wasmtime::{Result, StoreContextMut};

/// Takes from the guest what the FIFO has room for, and nothing ahead.
pub(super) struct Consumer {
    shared: Arc<Mutex<Shared>>,
    told: Told,
    turns: Turns,
}

struct Shared {
    end: End<Writer>,
    /// Who is to be told that there will be no more writing.
    waker: Option<Waker>,
}

/// Ends the writing when it is dropped, and closes the FIFO.
pub(super) struct StopOnDrop(Arc<Mutex<Shared>>);

impl Consumer {
    pub(super) fn new(writer: Writer, told: oneshot::Sender<Ending>) -> Self {
        let shared = Shared {
            end: End::Idle(writer),
            waker: None,
        };
        Self {
            shared: Arc::new(Mutex::new(shared)),
            told: Told::new(told),
            turns: Turns::default(),
        }
    }

    pub(super) fn stop_on_drop(&self) -> StopOnDrop {
        StopOnDrop(Arc::clone(&self.shared))
    }
}

impl Shared {
    /// Writes some of `bytes` as soon as there is room: how many, or `None` if there is no writing
    /// any more. Without bytes it waits all the same.
    fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::result::Result<Option<usize>, Errno>> {
        let mut ready = false;
        loop {
            match std::mem::replace(&mut self.end, End::Gone) {
                End::Gone => return Poll::Ready(Ok(None)),
                End::Waiting(mut waiting) => match waiting.as_mut().poll(context) {
                    Poll::Pending => {
                        self.end = End::Waiting(waiting);
                        self.waker = Some(context.waker().clone());
                        return Poll::Pending;
                    }
                    Poll::Ready((writer, result)) => {
                        result?;
                        self.end = End::Idle(writer);
                        ready = true;
                    }
                },
                End::Idle(writer) => {
                    let written = match bytes {
                        [] => 0,
                        bytes => writer.offer(bytes)?,
                    };
                    if written > 0 || (bytes.is_empty() && ready) {
                        self.end = End::Idle(writer);
                        return Poll::Ready(Ok(Some(written)));
                    }
                    self.end = End::Waiting(Box::pin(async move {
                        let result = writer.ready().await;
                        (writer, result)
                    }));
                }
            }
        }
    }
}

impl<D> StreamConsumer<D> for Consumer {
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
        let written = lock(&self.shared).poll_write(context, source.remaining());
        Poll::Ready(Ok(match written {
            Poll::Pending if finish => StreamResult::Cancelled,
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(Some(count))) => {
                source.mark_read(count);
                StreamResult::Completed
            }
            Poll::Ready(Ok(None)) => StreamResult::Dropped,
            Poll::Ready(Err(errno)) => self.told.fail(errno),
        }))
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        let mut shared = lock(&self.0);
        shared.end = End::Gone;
        if let Some(waker) = shared.waker.take() {
            waker.wake();
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    // Whoever panicked did so with `Gone` in it.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
