//! The end of a FIFO to write to.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use wasip2::io::poll::Pollable;
use wasip2::io::streams::OutputStream;

use crate::{Dir, path, sys};

/// How much a pipe takes in one piece. It is also the most that one blocking call of `wasi:io`
/// takes.
const PIPE_BUF: usize = 4096;

/// Writes to a FIFO.
///
/// Opening answers at once, and writing waits for the first reader; [`connect`](Self::connect)
/// waits for it before. When the last reader has gone, writing fails with
/// [`BrokenPipe`](io::ErrorKind::BrokenPipe), until another one comes. What a writer writes is in
/// the pipe when the call returns.
///
/// Where the host has made `wasi:filesystem` whole for special files, [`std::fs::File`] writes to
/// FIFOs just as well. What this type has in addition are [`try_write`](Self::try_write),
/// readiness, and the stream for async runtimes.
///
/// ```no_run
/// use std::io::Write;
/// use wasi_mknod::FifoWriter;
///
/// writeln!(FifoWriter::open("/run/requests")?, "status")?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct FifoWriter {
    stream: OutputStream,
    nonblocking: bool,
}

impl FifoWriter {
    /// Opens the FIFO `path`, which finds its preopened directory as the [crate](crate#paths)'s
    /// page says.
    ///
    /// # Errors
    ///
    /// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): there is nothing, or no preopened
    ///   directory matches `path`.
    /// * [`InvalidInput`](io::ErrorKind::InvalidInput) (`EINVAL`): it is no FIFO.
    /// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EACCES`, `EPERM`): it may not be
    ///   written, or it is outside the preopened directory, or that one is read-only for the guest.
    /// * [`Unsupported`](io::ErrorKind::Unsupported): the host's platform cannot do this, or this
    ///   target is not WASI.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::open_writer(dir, &rest).map(Self::from)
    }

    /// Opens the FIFO `path` in the directory `dir`.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_at(dir: &Dir, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path::as_str(path.as_ref())?;
        sys::open_writer(dir.as_descriptor(), path).map(Self::from)
    }

    /// Opens the FIFO `path` and waits for its reader, as `open(2)` does.
    ///
    /// Reading and writing wait for the other end as well; `connect` is for programs that do
    /// something when it has come. It needs a host that has made `wasi:filesystem` whole for
    /// special files.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn connect(path: impl AsRef<Path>) -> io::Result<Self> {
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::connect_writer(dir, &rest, None).map(Self::from)
    }

    /// Opens the FIFO `path` in the directory `dir` and waits for its reader, like
    /// [`connect`](Self::connect).
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn connect_at(dir: &Dir, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path::as_str(path.as_ref())?;
        sys::connect_writer(dir.as_descriptor(), path, None).map(Self::from)
    }

    /// Opens the FIFO `path` and waits for its reader for at most `timeout`.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use wasi_mknod::FifoWriter;
    ///
    /// let answers = FifoWriter::connect_timeout("/run/answers", Duration::from_secs(5))?;
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), [`TimedOut`](io::ErrorKind::TimedOut) if no reader has come,
    /// and [`InvalidInput`](io::ErrorKind::InvalidInput) for a `timeout` of zero.
    pub fn connect_timeout(path: impl AsRef<Path>, timeout: Duration) -> io::Result<Self> {
        if timeout.is_zero() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::connect_writer(dir, &rest, Some(timeout)).map(Self::from)
    }

    /// Sets whether writing fails with [`WouldBlock`](io::ErrorKind::WouldBlock) where it would
    /// wait. The default is no.
    pub fn set_nonblocking(&mut self, nonblocking: bool) {
        self.nonblocking = nonblocking;
    }

    /// Writes what there is room for, without waiting.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no reader yet or no room, and those of
    /// writing.
    pub fn try_write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let permit = self.stream.check_write().map_err(error)?;
        let permit = usize::try_from(permit).unwrap_or(usize::MAX);
        if permit == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let count = permit.min(bytes.len());
        self.stream.write(&bytes[..count]).map_err(error)?;
        Ok(count)
    }

    /// Returns whether [`try_write`](Self::try_write) would succeed or fail for good: there is a
    /// reader, and room.
    pub fn is_ready(&self) -> bool {
        self.stream.subscribe().ready()
    }

    /// Waits until [`is_ready`](Self::is_ready).
    pub fn wait(&self) {
        self.stream.subscribe().block();
    }

    /// Returns what to wait for together with other things, by [`wasip2::io::poll::poll`]. Drop it
    /// before the writer.
    pub fn subscribe(&self) -> Pollable {
        self.stream.subscribe()
    }

    /// Returns the stream, for the functions of `wasi:io`.
    pub fn as_stream(&self) -> &OutputStream {
        &self.stream
    }
}

impl Write for FifoWriter {
    /// Writes up to 4096 bytes in one piece, between which no other writer's bytes come, and of
    /// more as many as the pipe holds.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.nonblocking {
            return self.try_write(bytes);
        }
        if bytes.len() <= PIPE_BUF {
            let written = self.stream.blocking_write_and_flush(bytes);
            return written.map(|()| bytes.len()).map_err(error);
        }
        loop {
            match self.try_write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait(),
                Ok(count) => return self.stream.blocking_flush().map(|()| count).map_err(error),
                result => return result,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // To write nothing waits until all that was written is in the pipe, and no longer.
        self.stream.blocking_write_and_flush(&[]).map_err(error)
    }
}

impl From<OutputStream> for FifoWriter {
    fn from(stream: OutputStream) -> Self {
        Self {
            stream,
            nonblocking: false,
        }
    }
}

impl From<FifoWriter> for OutputStream {
    fn from(writer: FifoWriter) -> Self {
        writer.stream
    }
}

fn error(error: wasip2::io::streams::StreamError) -> io::Error {
    sys::stream_error(error).unwrap_or_else(|| io::ErrorKind::BrokenPipe.into())
}
