//! Reads from an end of a FIFO.

use super::end::End;
use crate::sys::{Errno, pipe};
use crate::wait::Blocking;
use std::fs::File;

/// The largest number of bytes that one call reads into memory of its own.
const MAX_READ: usize = 65536;

/// Reads from a FIFO, and keeps no bytes and no state of its own.
#[derive(Debug)]
pub(crate) struct Reader {
    end: End,
    blocking: Blocking,
}

/// The result of a read that does not wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received<B> {
    /// At least one byte, or none where none were asked for.
    Bytes(B),
    /// No bytes now: there is a writer, or there was none yet.
    NotYet,
    /// The end of file: there were writers, and all have gone. A later writer ends the end.
    End,
}

impl Reader {
    /// Reads from `end`, which is open for reading.
    pub(crate) fn new(end: End, blocking: Blocking) -> Self {
        Self { end, blocking }
    }

    /// Reads at most `size` bytes, without blocking.
    ///
    /// # Errors
    ///
    /// The error of `read(2)`.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn read(&self, size: usize) -> Result<Received<Vec<u8>>, Errno> {
        if size == 0 {
            return Ok(Received::Bytes(Vec::new()));
        }
        self.receive(|file| {
            let bytes = pipe::read(file, size.min(MAX_READ))?;
            Ok((!bytes.is_empty()).then_some(bytes))
        })
    }

    /// Reads into `buffer`, without blocking, and returns the number of bytes.
    ///
    /// # Errors
    ///
    /// The error of `read(2)`.
    #[cfg(feature = "p3")]
    pub(crate) fn read_into(&self, buffer: &mut [u8]) -> Result<Received<usize>, Errno> {
        if buffer.is_empty() {
            return Ok(Received::Bytes(0));
        }
        self.receive(|file| {
            let count = pipe::read_into(file, buffer)?;
            Ok((count > 0).then_some(count))
        })
    }

    /// Reads at most `size` bytes like `read(2)` with `O_NONBLOCK`: none are the end of file, also
    /// before the first writer. Returns `None` where that gives `EAGAIN`.
    ///
    /// # Errors
    ///
    /// The error of `read(2)`.
    pub(crate) fn try_read(&self, size: usize) -> Result<Option<Vec<u8>>, Errno> {
        match pipe::read(self.end.file(), size.min(MAX_READ)) {
            Err(Errno::AGAIN) => Ok(None),
            result => result.map(Some),
        }
    }

    /// Tells the end of file from a FIFO that has had no writer yet: `read(2)` returns 0 for both.
    fn receive<B>(
        &self,
        mut read: impl FnMut(&File) -> Result<Option<B>, Errno>,
    ) -> Result<Received<B>, Errno> {
        loop {
            match read(self.end.file()) {
                Err(Errno::AGAIN) => return Ok(Received::NotYet),
                Err(errno) => return Err(errno),
                Ok(Some(bytes)) => return Ok(Received::Bytes(bytes)),
                Ok(None) => {}
            }
            let ready = pipe::ready(self.end.file())?;
            if ready.no_writer || self.end.kind() == super::Kind::Device {
                return Ok(Received::End);
            }
            if !ready.read {
                return Ok(Received::NotYet);
            }
            // A writer came and wrote since the read.
        }
    }

    /// Waits until a writer has come, be it gone again.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait: the host lacks descriptors or memory.
    #[cfg(feature = "p3")]
    pub(crate) async fn connected(&self) -> Result<(), Errno> {
        self.end.connected().await
    }

    /// Waits until a read has a result: bytes, the end of file or an error.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait: the host lacks descriptors or memory.
    pub(crate) async fn ready(&self) -> Result<(), Errno> {
        self.end.until_readable(self.blocking).await
    }
}
