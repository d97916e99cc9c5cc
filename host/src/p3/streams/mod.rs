//! The ends of a FIFO as streams of the component model.

mod consumer;
mod producer;

use crate::error::ErrorCode as CoreError;
use crate::fifo::{Reader, Writer};
use crate::sys::Errno;
use consumer::{Consumer, StopOnDrop};
use producer::Producer;
use std::pin::Pin;
use tokio::sync::oneshot;
use wasmtime::component::{FutureReader, StreamReader};
use wasmtime::{AsContextMut, Result};
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode;

/// How a stream has ended.
pub(super) type Ending = std::result::Result<(), ErrorCode>;

/// What comes out of a FIFO, and how that has ended.
pub(super) type Incoming = (StreamReader<u8>, FutureReader<Ending>);

/// Makes the stream of what `reader` reads.
///
/// # Errors
///
/// If the store is full, here and below.
pub(super) fn read(mut store: impl AsContextMut, reader: Reader) -> Result<Incoming> {
    let (told, ending) = oneshot::channel();
    let stream = StreamReader::new(&mut store, Producer::new(reader, told))?;
    Ok((stream, FutureReader::new(&mut store, ending)?))
}

/// Makes the stream that ends at once, with an error.
pub(super) fn fail_to_read(mut store: impl AsContextMut, error: ErrorCode) -> Result<Incoming> {
    let stream = StreamReader::new(&mut store, std::iter::empty())?;
    Ok((stream, resolved(&mut store, Err(error))?))
}

/// Has `writer` write all of `data`, unless the answer is dropped before the end.
pub(super) fn write(
    store: impl AsContextMut,
    data: StreamReader<u8>,
    writer: Writer,
) -> Result<Writing> {
    let (told, ending) = oneshot::channel();
    let consumer = Consumer::new(writer, told);
    let stop = consumer.stop_on_drop();
    data.pipe(store, consumer)?;
    Ok(Writing {
        ending,
        _stop: stop,
    })
}

/// What goes into a FIFO.
pub(super) struct Writing {
    ending: oneshot::Receiver<Ending>,
    _stop: StopOnDrop,
}

impl Writing {
    /// Waits until all is written, or cannot be.
    pub(super) async fn end(self) -> Result<Ending> {
        Ok(self.ending.await?)
    }
}

/// Has `writer` write all of `data`, whether or not somebody looks at the future.
pub(super) fn write_anyway(
    mut store: impl AsContextMut,
    data: StreamReader<u8>,
    writer: Writer,
) -> Result<FutureReader<Ending>> {
    let (told, ending) = oneshot::channel();
    data.pipe(&mut store, Consumer::new(writer, told))?;
    FutureReader::new(&mut store, ending)
}

/// Takes nothing of `data`, and says why.
pub(super) fn fail_to_write(
    mut store: impl AsContextMut,
    mut data: StreamReader<u8>,
    error: ErrorCode,
) -> Result<FutureReader<Ending>> {
    data.close(&mut store)?;
    resolved(&mut store, Err(error))
}

fn resolved(store: impl AsContextMut, ending: Ending) -> Result<FutureReader<Ending>> {
    FutureReader::new(store, async move { wasmtime::error::Ok(ending) })
}

/// One end of a FIFO, and what it does just now.
enum End<E> {
    Idle(E),
    Waiting(Waiting<E>),
    Gone,
}

type Waiting<E> = Pin<Box<dyn Future<Output = (E, std::result::Result<(), Errno>)> + Send>>;

/// The one who waits for the ending of a stream. It is told once, at the latest when this is
/// dropped.
pub(super) struct Told(Option<oneshot::Sender<Ending>>);

impl Told {
    pub(super) fn new(told: oneshot::Sender<Ending>) -> Self {
        Self(Some(told))
    }

    pub(super) fn tell(&mut self, result: std::result::Result<(), Errno>) {
        if let Some(sender) = self.0.take() {
            let ending = result.map_err(|errno| CoreError::from(errno).into());
            // Nobody has to be interested.
            let _ = sender.send(ending);
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.tell(Ok(()));
    }
}
