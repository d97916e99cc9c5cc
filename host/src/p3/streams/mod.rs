//! The ends of a FIFO as streams of the component model.

mod consumer;
#[cfg(unix)]
mod file;
mod memory;
mod producer;
mod standard;
mod turns;

use crate::emulated::{Device, StandardStreams};
use crate::error::ErrorCode as CoreError;
use crate::fifo::{Reader, Writer};
use crate::sys::Errno;
use consumer::{Consumer, StopOnDrop};
use memory::MemoryStream;
use producer::Producer;
#[cfg(unix)]
use std::fs::File;
use std::pin::Pin;
#[cfg(unix)]
use std::sync::Arc;
use tokio::sync::oneshot;
use wasmtime::component::{DirectDestination, FutureReader, StreamReader, StreamResult};
use wasmtime::{AsContextMut, Result};
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode;

/// How much is read for those who do not say how much they want: readers in the host.
const DEFAULT_READ: usize = 8192;

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

/// Makes the stream of what is in `file` from `offset` on, which is read on the thread that polls.
#[cfg(unix)]
pub(super) fn read_file(
    mut store: impl AsContextMut,
    file: Arc<File>,
    offset: u64,
) -> Result<Incoming> {
    let (told, ending) = oneshot::channel();
    let producer = file::FileStream::new(file, offset, Told::new(told));
    let stream = StreamReader::new(&mut store, producer)?;
    Ok((stream, FutureReader::new(&mut store, ending)?))
}

/// Makes the stream of what the host serves as `device`.
pub(super) fn read_device(
    mut store: impl AsContextMut,
    device: Device,
    streams: &StandardStreams,
) -> Result<Incoming> {
    let (told, ending) = oneshot::channel();
    let told = Told::new(told);
    let stream = match device {
        Device::Memory(memory) => StreamReader::new(&mut store, MemoryStream::new(memory, told))?,
        Device::Stream(stream) => match stream.input(streams) {
            Some(input) => {
                let input = standard::Input::new(input.async_stream(), told);
                StreamReader::new(&mut store, input)?
            }
            None => return fail_to_read(store, CoreError::from(Errno::NXIO).into()),
        },
    };
    Ok((stream, FutureReader::new(&mut store, ending)?))
}

/// Has `device`, which the host serves, take all of `data`.
pub(super) fn write_device(
    mut store: impl AsContextMut,
    data: StreamReader<u8>,
    device: Device,
    streams: &StandardStreams,
) -> Result<FutureReader<Ending>> {
    let (told, ending) = oneshot::channel();
    let told = Told::new(told);
    match device {
        Device::Memory(memory) => data.pipe(&mut store, MemoryStream::new(memory, told))?,
        Device::Stream(stream) => match stream.output(streams) {
            Some(output) => {
                let output = standard::Output::new(output.async_stream(), told);
                data.pipe(&mut store, output)?;
            }
            None => return fail_to_write(store, data, CoreError::from(Errno::NXIO).into()),
        },
    }
    FutureReader::new(&mut store, ending)
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

    /// Ends the stream with an error.
    fn fail(&mut self, errno: Errno) -> StreamResult {
        self.tell(Err(errno));
        StreamResult::Dropped
    }

    /// Ends a transfer to a guest, of which `result` has the number of bytes: none is the end of
    /// the stream.
    fn end_transfer<D>(
        &mut self,
        mut destination: DirectDestination<'_, D>,
        result: std::result::Result<usize, Errno>,
    ) -> StreamResult {
        match result {
            Ok(0) => StreamResult::Dropped,
            Ok(count) => {
                destination.mark_written(count);
                StreamResult::Completed
            }
            Err(errno) => self.fail(errno),
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.tell(Ok(()));
    }
}
