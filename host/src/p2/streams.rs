//! The ends of a FIFO as streams of `wasi:io`.

use crate::fifo::{End, PIPE_BUF, Reader, Received, Writer};
use crate::sys::Errno;
use crate::wait::Blocking;
use bytes::Bytes;
use std::io;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::{InputStream, OutputStream, Pollable, StreamError, StreamResult};

/// An error of blocking, kept until the guest can be told. A stream is never closed for good: the
/// next call asks the kernel again.
#[derive(Debug, Default)]
struct Failed(Option<Errno>);

impl Failed {
    fn check(&mut self) -> StreamResult<()> {
        match self.0.take() {
            None => Ok(()),
            Some(errno) => Err(write_error(errno)),
        }
    }

    fn note(&mut self, result: Result<(), Errno>) {
        self.0 = result.err();
    }
}

/// The error of a write that the guest made in steps, by `check-write` and `write`. wasi-libc of
/// WASI 0.2 takes a closed stream for EPIPE, and any other error for EIO.
pub(super) fn write_error(errno: Errno) -> StreamError {
    match errno {
        Errno::PIPE => StreamError::Closed,
        errno => stream_error(errno),
    }
}

/// The error of a stream, from which `filesystem-error-code` tells the error code. The adapter for
/// WASI 0.1 asks for it, after `blocking-write-and-flush`, and takes a closed stream for EIO.
pub(super) fn stream_error(errno: Errno) -> StreamError {
    StreamError::LastOperationFailed(io::Error::from(errno).into())
}

/// The end to read from.
#[derive(Debug)]
pub(super) struct FifoInputStream {
    reader: Reader,
    failed: Failed,
}

impl FifoInputStream {
    pub(super) fn new(end: End, blocking: Blocking) -> Self {
        Self {
            reader: Reader::new(end, blocking),
            failed: Failed::default(),
        }
    }
}

#[async_trait]
impl Pollable for FifoInputStream {
    async fn ready(&mut self) {
        let result = self.reader.ready().await;
        self.failed.note(result);
    }
}

#[async_trait]
impl InputStream for FifoInputStream {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        self.failed.check()?;
        match self.reader.read(size) {
            Ok(Received::Bytes(bytes)) => Ok(bytes.into()),
            Ok(Received::NotYet) => Ok(Bytes::new()),
            Ok(Received::End) => Err(StreamError::Closed),
            Err(errno) => Err(stream_error(errno)),
        }
    }

    /// Tries as often as it takes: other readers of the FIFO may be faster every time.
    async fn blocking_read(&mut self, size: usize) -> StreamResult<Bytes> {
        loop {
            let bytes = self.read(size)?;
            if !bytes.is_empty() || size == 0 {
                return Ok(bytes);
            }
            self.ready().await;
        }
    }
}

/// The end to write to.
#[derive(Debug)]
pub(super) struct FifoOutputStream {
    writer: Writer,
    failed: Failed,
    /// How many bytes the guest may write before it asks again.
    permit: usize,
    /// Whether the last call was `flush`, as it is within `blocking-flush`.
    flushing: bool,
}

impl FifoOutputStream {
    pub(super) fn new(end: End, blocking: Blocking) -> Self {
        Self {
            writer: Writer::new(end, blocking),
            failed: Failed::default(),
            permit: 0,
            flushing: false,
        }
    }
}

#[async_trait]
impl Pollable for FifoOutputStream {
    async fn ready(&mut self) {
        self.flushing = false;
        let result = self.writer.ready().await;
        self.failed.note(result);
    }
}

#[async_trait]
impl OutputStream for FifoOutputStream {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.flushing = false;
        self.failed.check()?;
        let room = self.writer.room();
        self.permit = room.map_err(write_error)?;
        Ok(self.permit)
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.flushing = false;
        self.failed.check()?;
        self.permit = self
            .permit
            .checked_sub(bytes.len())
            .ok_or_else(|| StreamError::trap("a write of more than check-write has permitted"))?;
        let result = self.writer.write(&bytes);
        result.map_err(write_error)
    }

    fn flush(&mut self) -> StreamResult<()> {
        self.failed.check()?;
        self.flushing = true;
        Ok(())
    }

    /// Ends when the bytes are in the pipe. It does not wait for room for more, as it otherwise
    /// would: a guest that has filled the pipe may be the one to read it.
    async fn blocking_write_and_flush(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.flushing = false;
        self.failed.check()?;
        let result = self.writer.write_all(&bytes).await;
        result.map_err(stream_error)
    }

    /// Tries as often as it takes: other writers of the FIFO may be faster every time.
    ///
    /// As the second half of `blocking-flush`, which comes to a stream as a `flush` with a
    /// `write_ready` after it, it ends when all bytes are in the pipe, as
    /// [`blocking_write_and_flush`](Self::blocking_write_and_flush) does.
    async fn write_ready(&mut self) -> StreamResult<usize> {
        if std::mem::take(&mut self.flushing) {
            self.failed.check()?;
            let flushed = self.writer.flushed().await;
            return flushed.map(|()| PIPE_BUF).map_err(write_error);
        }
        loop {
            self.ready().await;
            match self.check_write()? {
                0 => {}
                permit => return Ok(permit),
            }
        }
    }
}
