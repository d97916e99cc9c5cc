//! The end of a FIFO to read from.

use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use wasip2::io::poll::Pollable;
use wasip2::io::streams::InputStream;

use crate::{Dir, path, sys};

/// Reads from a FIFO.
///
/// Opening answers at once, and reading waits for the first writer; [`connect`](Self::connect)
/// waits for it before. The end (`Ok(0)`) comes when the last writer has gone. Reading looks again
/// after it, and has the bytes of a writer that has come since. As this type keeps no buffer, put a
/// [`BufReader`](io::BufReader) around it to read lines.
///
/// Where the host has made `wasi:filesystem` whole for special files, [`std::fs::File`] reads FIFOs
/// just as well. What this type has in addition are [`try_read`](Self::try_read), readiness, and
/// the stream for async runtimes.
///
/// ```no_run
/// use std::io::{BufRead, BufReader};
/// use wasi_mknod::FifoReader;
///
/// for line in BufReader::new(FifoReader::open("/run/requests")?).lines() {
///     println!("asked for {}", line?);
/// }
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct FifoReader {
    stream: InputStream,
    nonblocking: bool,
}

impl FifoReader {
    /// Opens the FIFO `path`, which finds its preopened directory as the [crate](crate#paths)'s
    /// page says.
    ///
    /// # Errors
    ///
    /// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): there is nothing, or no preopened
    ///   directory matches `path`.
    /// * [`InvalidInput`](io::ErrorKind::InvalidInput) (`EINVAL`): it is no FIFO.
    /// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EACCES`, `EPERM`): it may not be
    ///   read, or it is outside the preopened directory.
    /// * [`Unsupported`](io::ErrorKind::Unsupported): the host's platform cannot do this, or this
    ///   target is not WASI.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::open_reader(dir, &rest).map(Self::from)
    }

    /// Opens the FIFO `path` in the directory `dir`.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_at(dir: &Dir, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path::as_str(path.as_ref())?;
        sys::open_reader(dir.as_descriptor(), path).map(Self::from)
    }

    /// Opens the FIFO `path` and waits for its writer, as `open(2)` does.
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
        sys::connect_reader(dir, &rest, None).map(Self::from)
    }

    /// Opens the FIFO `path` in the directory `dir` and waits for its writer, like
    /// [`connect`](Self::connect).
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn connect_at(dir: &Dir, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path::as_str(path.as_ref())?;
        sys::connect_reader(dir.as_descriptor(), path, None).map(Self::from)
    }

    /// Opens the FIFO `path` and waits for its writer for at most `timeout`.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use wasi_mknod::FifoReader;
    ///
    /// let requests = FifoReader::connect_timeout("/run/requests", Duration::from_secs(5))?;
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), [`TimedOut`](io::ErrorKind::TimedOut) if no writer has come,
    /// and [`InvalidInput`](io::ErrorKind::InvalidInput) for a `timeout` of zero.
    pub fn connect_timeout(path: impl AsRef<Path>, timeout: Duration) -> io::Result<Self> {
        if timeout.is_zero() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::connect_reader(dir, &rest, Some(timeout)).map(Self::from)
    }

    /// Sets whether reading fails with [`WouldBlock`](io::ErrorKind::WouldBlock) where it would
    /// wait. The default is no.
    pub fn set_nonblocking(&mut self, nonblocking: bool) {
        self.nonblocking = nonblocking;
    }

    /// Reads what is there, without waiting.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if nothing is there yet, and those of reading.
    pub fn try_read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.stream.read(wanted(buffer));
        match copied(result.map_err(sys::stream_error), buffer)? {
            Some(0) if !buffer.is_empty() => Err(io::ErrorKind::WouldBlock.into()),
            Some(count) => Ok(count),
            None => Ok(0),
        }
    }

    /// Returns whether [`read`](Read::read) would answer without waiting: with bytes, the end or an
    /// error.
    pub fn is_ready(&self) -> bool {
        self.stream.subscribe().ready()
    }

    /// Waits until [`is_ready`](Self::is_ready).
    pub fn wait(&self) {
        self.stream.subscribe().block();
    }

    /// Returns what to wait for together with other things, by [`wasip2::io::poll::poll`]. Drop it
    /// before the reader.
    pub fn subscribe(&self) -> Pollable {
        self.stream.subscribe()
    }

    /// Returns the stream, for the functions of `wasi:io`.
    pub fn as_stream(&self) -> &InputStream {
        &self.stream
    }
}

impl Read for FifoReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.nonblocking {
            return self.try_read(buffer);
        }
        let result = self.stream.blocking_read(wanted(buffer));
        Ok(copied(result.map_err(sys::stream_error), buffer)?.unwrap_or(0))
    }
}

impl From<InputStream> for FifoReader {
    fn from(stream: InputStream) -> Self {
        Self {
            stream,
            nonblocking: false,
        }
    }
}

impl From<FifoReader> for InputStream {
    fn from(reader: FifoReader) -> Self {
        reader.stream
    }
}

fn wanted(buffer: &[u8]) -> u64 {
    u64::try_from(buffer.len()).unwrap_or(u64::MAX)
}

/// Puts what was read into `buffer` and says how much it was: nothing at the end of the stream.
fn copied(
    result: Result<Vec<u8>, Option<io::Error>>,
    buffer: &mut [u8],
) -> io::Result<Option<usize>> {
    match result {
        Ok(bytes) => {
            buffer[..bytes.len()].copy_from_slice(&bytes);
            Ok(Some(bytes.len()))
        }
        Err(None) => Ok(None),
        Err(Some(error)) => Err(error),
    }
}
