//! FIFOs as streams.

use std::io;
use std::path::Path;

use wasip3::filesystem::types::{Descriptor, ErrorCode};
use wit_bindgen::rt::async_support::{FutureReader, StreamReader};

use super::{Dir, bindings, host};
use crate::sys::error_p3;

/// What comes out of a FIFO, and how that has ended.
type Incoming = (StreamReader<u8>, FutureReader<Result<(), ErrorCode>>);

/// Opens the FIFO `path` for reading, when a writer has come.
///
/// To wait for a limited time, race it with a timer, such as `wait_for` of
/// `wasip3::clocks::monotonic_clock`: a call that is dropped closes the FIFO. The functions of
/// [`bindings::fifo`](super::bindings::fifo) on open descriptors read and write without waiting,
/// and wait for events as `poll(2)` has them.
///
/// The stream ends after the last writer has gone. Then, and when the stream is dropped before
/// that, the future resolves, with an error if there was one.
///
/// # Errors
///
/// Those of [`FifoReader::open`](crate::FifoReader::open).
pub async fn open_reader(path: impl AsRef<Path>) -> io::Result<Incoming> {
    let (dir, rest) = host::locate(path.as_ref())?;
    read(dir, rest).await
}

/// Opens the FIFO `path` in the directory `dir` for reading, like [`open_reader`].
///
/// # Errors
///
/// Those of [`FifoReader::open`](crate::FifoReader::open).
pub async fn open_reader_at(dir: &Dir, path: impl AsRef<Path>) -> io::Result<Incoming> {
    read(dir.as_descriptor(), host::beneath(path.as_ref())?).await
}

async fn read(dir: &Descriptor, path: String) -> io::Result<Incoming> {
    let opened = bindings::fifo::open_reader(dir, path);
    opened.await.map_err(error_p3)
}

/// Writes `data` to the FIFO `path`, and answers when all of it is in the FIFO. The first part
/// waits for a reader.
///
/// A stream to give away is made by `wasip3::wit_stream::new`.
///
/// # Errors
///
/// Those of [`FifoWriter::open`](crate::FifoWriter::open), and
/// [`BrokenPipe`](io::ErrorKind::BrokenPipe) (`EPIPE`) if the last reader has gone before all was
/// written.
pub async fn open_writer(path: impl AsRef<Path>, data: StreamReader<u8>) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    write(dir, rest, data).await
}

/// Writes `data` to the FIFO `path` in the directory `dir`, like [`open_writer`].
///
/// # Errors
///
/// Those of [`open_writer`].
pub async fn open_writer_at(
    dir: &Dir,
    path: impl AsRef<Path>,
    data: StreamReader<u8>,
) -> io::Result<()> {
    write(dir.as_descriptor(), host::beneath(path.as_ref())?, data).await
}

async fn write(dir: &Descriptor, path: String, data: StreamReader<u8>) -> io::Result<()> {
    let written = bindings::fifo::open_writer(dir, path, data);
    written.await.map_err(error_p3)
}
