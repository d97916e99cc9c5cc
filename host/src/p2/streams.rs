//! The ends of a FIFO as streams of `wasi:io`.

use crate::fifo::{Reader, Received, Writer};
use crate::sys::Errno;
use crate::wait::spin::Waiting;
use bytes::Bytes;
use std::fs::File;
use std::io;
use std::sync::Arc;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::{InputStream, OutputStream, Pollable, StreamError, StreamResult};

/// Where a stream stands with errors: one is told once, and then the stream is closed.
#[derive(Debug, Default)]
enum Health {
    #[default]
    Good,
    /// Waiting failed, and nobody has been told.
    Failed(Errno),
    Closed,
}

impl Health {
    fn check(&mut self) -> StreamResult<()> {
        match *self {
            Self::Good => Ok(()),
            Self::Failed(errno) => Err(self.fail(errno)),
            Self::Closed => Err(StreamError::Closed),
        }
    }

    fn fail(&mut self, errno: Errno) -> StreamError {
        *self = Self::Closed;
        if errno == Errno::PIPE {
            // C libraries make EPIPE of a stream that is closed, and EIO of all that fails otherwise.
            return StreamError::Closed;
        }
        // `filesystem-error-code` looks for an error of this type, so a guest's library learns the number.
        StreamError::LastOperationFailed(io::Error::from(errno).into())
    }

    /// Keeps what came of waiting until the guest can be told.
    fn note(&mut self, result: Result<(), Errno>) {
        if let Err(errno) = result {
            *self = Self::Failed(errno);
        }
    }
}

/// The end to read from.
#[derive(Debug)]
pub(super) struct FifoInputStream {
    reader: Reader,
    health: Health,
}

impl FifoInputStream {
    pub(super) fn new(pipe: Arc<File>, waiting: Waiting) -> Self {
        Self {
            reader: Reader::new(pipe, waiting),
            health: Health::Good,
        }
    }
}

#[async_trait]
impl Pollable for FifoInputStream {
    async fn ready(&mut self) {
        if let Health::Good = self.health {
            let result = self.reader.ready().await;
            self.health.note(result);
        }
    }
}

#[async_trait]
impl InputStream for FifoInputStream {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        self.health.check()?;
        match self.reader.read(size) {
            Ok(Received::Bytes(bytes)) => Ok(bytes.into()),
            Ok(Received::NotYet) => Ok(Bytes::new()),
            Ok(Received::End) => Err(StreamError::Closed),
            Err(errno) => Err(self.health.fail(errno)),
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

/// How much a pipe takes in one piece, on Linux.
const PIPE_BUF: usize = 4096;

/// The end to write to.
#[derive(Debug)]
pub(super) struct FifoOutputStream {
    writer: Writer,
    health: Health,
    /// How many bytes the guest may write before it asks again.
    permit: usize,
    /// Whether the last call was `flush`, as it is within `blocking-flush`.
    flushing: bool,
}

impl FifoOutputStream {
    pub(super) fn new(pipe: Arc<File>, waiting: Waiting) -> Self {
        Self {
            writer: Writer::new(pipe, waiting),
            health: Health::Good,
            permit: 0,
            flushing: false,
        }
    }

    async fn write_and_flush(&mut self, bytes: &[u8]) -> Result<(), Errno> {
        self.writer.flushed().await?;
        self.writer.write(bytes)?;
        self.writer.flushed().await
    }
}

#[async_trait]
impl Pollable for FifoOutputStream {
    async fn ready(&mut self) {
        self.flushing = false;
        if let Health::Good = self.health {
            let result = self.writer.ready().await;
            self.health.note(result);
        }
    }
}

#[async_trait]
impl OutputStream for FifoOutputStream {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.flushing = false;
        self.health.check()?;
        let room = self.writer.room();
        self.permit = room.map_err(|errno| self.health.fail(errno))?;
        Ok(self.permit)
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.flushing = false;
        self.health.check()?;
        self.permit = self
            .permit
            .checked_sub(bytes.len())
            .ok_or_else(|| StreamError::trap("a write of more than check-write has permitted"))?;
        let result = self.writer.write(&bytes);
        result.map_err(|errno| self.health.fail(errno))
    }

    fn flush(&mut self) -> StreamResult<()> {
        self.health.check()?;
        self.flushing = true;
        Ok(())
    }

    /// Ends when the bytes are in the pipe. It does not wait for room for more, as it otherwise would: a guest that
    /// has filled the pipe may be the one to read it.
    async fn blocking_write_and_flush(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.flushing = false;
        self.health.check()?;
        let result = self.write_and_flush(&bytes).await;
        result.map_err(|errno| self.health.fail(errno))
    }

    /// Tries as often as it takes: other writers of the FIFO may be faster every time.
    ///
    /// As the second half of `blocking-flush`, which comes to a stream as a `flush` with a `write_ready` after it, it ends
    /// when all bytes are in the pipe, as [`blocking_write_and_flush`](Self::blocking_write_and_flush) does.
    async fn write_ready(&mut self) -> StreamResult<usize> {
        if std::mem::take(&mut self.flushing) {
            self.health.check()?;
            let flushed = self.writer.flushed().await;
            return flushed
                .map(|()| PIPE_BUF)
                .map_err(|errno| self.health.fail(errno));
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
