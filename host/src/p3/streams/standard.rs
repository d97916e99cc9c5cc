//! The standard streams of a guest, where it opens them as devices.

use super::turns::Turns;
use super::{DEFAULT_READ, Told};
use crate::sys::{Errno, errno_of};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use wasmtime::component::{
    Destination, Source, StreamConsumer, StreamProducer, StreamResult, VecBuffer,
};
use wasmtime::{AsContextMut as _, Result, StoreContextMut};

/// From standard input to a guest.
pub(super) struct Input {
    stream: Pin<Box<dyn AsyncRead + Send + Sync>>,
    told: Told,
    turns: Turns,
}

/// From a guest to one of its standard streams.
pub(super) struct Output {
    stream: Pin<Box<dyn AsyncWrite + Send + Sync>>,
    told: Told,
    /// Whether bytes are written and not flushed.
    flushing: bool,
    turns: Turns,
}

impl Input {
    pub(super) fn new(stream: Box<dyn AsyncRead + Send + Sync>, told: Told) -> Self {
        Self {
            stream: Box::into_pin(stream),
            told,
            turns: Turns::default(),
        }
    }
}

impl Output {
    pub(super) fn new(stream: Box<dyn AsyncWrite + Send + Sync>, told: Told) -> Self {
        Self {
            stream: Box::into_pin(stream),
            told,
            flushing: false,
            turns: Turns::default(),
        }
    }

    /// Flushes what is written.
    fn poll_flush(&mut self, context: &mut Context<'_>, finish: bool) -> Poll<StreamResult> {
        let result = self.stream.as_mut().poll_flush(context);
        if result.is_pending() && !finish {
            return Poll::Pending;
        }
        self.flushing = false;
        Poll::Ready(match result {
            Poll::Pending => StreamResult::Cancelled,
            Poll::Ready(Ok(())) => StreamResult::Completed,
            Poll::Ready(Err(error)) => self.fail(&error),
        })
    }

    fn fail(&mut self, error: &io::Error) -> StreamResult {
        self.told.fail(errno(error))
    }
}

impl<D> StreamProducer<D> for Input {
    type Item = u8;
    type Buffer = VecBuffer<u8>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut store: StoreContextMut<'a, D>,
        destination: Destination<'a, u8, VecBuffer<u8>>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        if self.turns.give_way(context, finish) {
            return Poll::Pending;
        }
        if destination.remaining(store.as_context_mut()) == Some(0) {
            // A wait for bytes, which such a stream does not offer.
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        let mut destination = destination.as_direct(store, DEFAULT_READ);
        let mut buffer = ReadBuf::new(destination.remaining());
        let result = self.stream.as_mut().poll_read(context, &mut buffer);
        let count = buffer.filled().len();
        Poll::Ready(Ok(match result {
            Poll::Pending if finish => StreamResult::Cancelled,
            Poll::Pending => return Poll::Pending,
            Poll::Ready(result) => {
                let result = result.map(|()| count).map_err(|error| errno(&error));
                self.told.end_transfer(destination, result)
            }
        }))
    }
}

impl<D> StreamConsumer<D> for Output {
    type Item = u8;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'_, D>,
        source: Source<'_, u8>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        if self.flushing {
            return self.poll_flush(context, finish).map(Ok);
        }
        if self.turns.give_way(context, finish) {
            return Poll::Pending;
        }
        let mut source = source.as_direct(store);
        if source.remaining().is_empty() {
            // A wait for room, which such a stream does not offer.
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        let result = self.stream.as_mut().poll_write(context, source.remaining());
        Poll::Ready(Ok(match result {
            Poll::Pending if finish => StreamResult::Cancelled,
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(0)) => self.fail(&io::ErrorKind::WriteZero.into()),
            Poll::Ready(Ok(count)) => {
                source.mark_read(count);
                self.flushing = true;
                return self.poll_flush(context, finish).map(Ok);
            }
            Poll::Ready(Err(error)) => self.fail(&error),
        }))
    }
}

fn errno(error: &io::Error) -> Errno {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Errno::PIPE,
        _ => errno_of(error),
    }
}
