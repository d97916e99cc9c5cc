//! Writes to an end of a FIFO.

#[cfg(any(feature = "p2", test))]
use super::end::Kind;
use super::end::{End, Remainder};
use crate::sys::{Errno, pipe};
use crate::wait::Blocking;

/// The number of bytes that a pipe takes whole or not at all: PIPE_BUF on Linux.
#[cfg(any(feature = "p2", test))]
pub(crate) const PIPE_BUF: usize = 4096;

/// Writes to a FIFO once it has a reader.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(super) end: End,
    blocking: Blocking,
}

impl Writer {
    /// Writes to `end`, which was opened for writing.
    pub(crate) fn new(end: End, blocking: Blocking) -> Self {
        Self { end, blocking }
    }

    /// Returns the number of bytes that the next [`write`](Self::write) may have: none while there
    /// is no reader or no room.
    ///
    /// A pipe that is not full takes its capacity less the bytes in it, in whole pages. The
    /// kernel does not tell how its pages are filled: of more than PIPE_BUF, a remainder may be
    /// left that [`flushed`](Self::flushed) waits for, as a `write(2)` that waits does.
    ///
    /// A FIFO without a reader is told by the next write and not here. A guest's library also asks
    /// for room when it makes sure that a write is done, and the last reader may have taken it all.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask, or of the write of a remainder.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn room(&self) -> Result<usize, Errno> {
        if !self.is_open()? || !self.push_remainder()? {
            return Ok(0);
        }
        let file = self.end.file();
        if self.end.kind() == Kind::Device {
            let ready = pipe::ready(file)?;
            let answers = ready.write || ready.no_reader || ready.no_writer;
            return Ok(if answers { PIPE_BUF } else { 0 });
        }
        let held = pipe::held(file)?;
        // An empty pipe has room, whether or not it has a reader.
        if held > 0 {
            let ready = pipe::ready(file)?;
            if ready.no_reader {
                return Ok(PIPE_BUF);
            }
            if !ready.write {
                return Ok(0);
            }
        }
        let free = pipe::capacity(file)?.saturating_sub(held);
        // A page that holds bytes takes no others but small ones.
        Ok((free / PIPE_BUF * PIPE_BUF).max(PIPE_BUF))
    }

    /// Writes `bytes`. What does not fit, since another writer was faster, is written as soon as
    /// there is room, whatever becomes of this stream.
    ///
    /// # Errors
    ///
    /// `PIPE` if there is no reader; `AGAIN` if there is a remainder of an earlier write, and
    /// nothing is accepted then; and the other errors of `write(2)`.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Errno> {
        if !self.push_remainder()? {
            return Err(Errno::AGAIN);
        }
        let written = match self.is_open()? {
            true => self.push(bytes)?,
            false => 0,
        };
        if written == bytes.len() {
            return Ok(());
        }
        self.end.remainder().bytes = bytes[written..].to_vec();
        let flusher = Self::new(self.end.clone(), Blocking::Forbidden);
        let flush = async move { flusher.flush().await };
        self.end.rendezvous().flush(flush)
    }

    /// Writes a remainder as soon as there is room, and notes for the streams why it could not.
    #[cfg(any(feature = "p2", test))]
    async fn flush(&self) {
        // With the lock: no stream finds neither the bytes nor the failure.
        let push = || {
            let mut remainder = self.end.remainder();
            self.push_rest(&mut remainder)
                .inspect_err(|errno| remainder.failed = Some(*errno))
        };
        while push() == Ok(false) {
            let room = async {
                self.opened().await?;
                self.end.until_writable(self.blocking).await
            };
            if let Err(errno) = room.await {
                self.end.remainder().failed = Some(errno);
                return;
            }
        }
    }

    /// Writes all of `bytes`, and waits for room as often as it takes.
    ///
    /// # Errors
    ///
    /// `PIPE` if there is no reader, and the other errors of `write(2)`.
    #[cfg(any(feature = "p2", test))]
    pub(crate) async fn write_all(&self, mut bytes: &[u8]) -> Result<(), Errno> {
        self.opened().await?;
        self.flushed().await?;
        loop {
            bytes = &bytes[self.push(bytes)?..];
            if bytes.is_empty() {
                return Ok(());
            }
            self.end.until_writable(self.blocking).await?;
        }
    }

    /// Waits until there is room for bytes, or no reader. Other writers may take it again.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait, or of the write of a remainder.
    pub(crate) async fn ready(&self) -> Result<(), Errno> {
        self.opened().await?;
        self.flushed().await?;
        self.end.until_writable(self.blocking).await
    }

    /// Waits until a remainder is written. It returns at once if there is none.
    ///
    /// # Errors
    ///
    /// `PIPE` if there is no reader, and the other errors of `write(2)`.
    pub(crate) async fn flushed(&self) -> Result<(), Errno> {
        if self.push_remainder()? {
            return Ok(());
        }
        self.opened().await?;
        while !self.push_remainder()? {
            self.end.until_writable(self.blocking).await?;
        }
        Ok(())
    }

    /// Writes as many of `bytes` as fit into the pipe now, and returns their number: none while
    /// there is no reader or no room.
    ///
    /// # Errors
    ///
    /// `PIPE` if there is no reader, and the other errors of `write(2)`.
    #[cfg(feature = "p3")]
    pub(crate) fn offer(&self, bytes: &[u8]) -> Result<usize, Errno> {
        if !self.is_open()? || !self.push_remainder()? {
            return Ok(0);
        }
        self.push(bytes)
    }

    /// Writes `bytes` like `write(2)` with `O_NONBLOCK`, behind what is left of an earlier write,
    /// and returns the number of those that are in the pipe. Returns `None` where that gives
    /// `EAGAIN`.
    ///
    /// # Errors
    ///
    /// `NXIO` while the reader has not come, `PIPE` if there is none any more, and the other errors
    /// of `write(2)`.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> Result<Option<usize>, Errno> {
        if !self.is_open()? {
            return Err(Errno::NXIO);
        }
        if !self.push_remainder()? {
            return Ok(None);
        }
        match pipe::write(self.end.file(), bytes) {
            Err(Errno::AGAIN) => Ok(None),
            result => result.map(Some),
        }
    }

    /// Waits until there is a reader, or was one.
    ///
    /// # Errors
    ///
    /// The error of `open(2)`.
    #[cfg(feature = "p3")]
    pub(crate) async fn connected(&self) -> Result<(), Errno> {
        self.end.connected().await
    }

    async fn opened(&self) -> Result<(), Errno> {
        match self.is_open()? {
            true => Ok(()),
            false => self.end.opened().await,
        }
    }

    /// Returns whether the FIFO is open, after an attempt to open it where that may block.
    fn is_open(&self) -> Result<bool, Errno> {
        match self.blocking {
            Blocking::Allowed => self.end.try_open(),
            Blocking::Forbidden => self.end.is_open(),
        }
    }

    /// Writes what is left of an earlier write, and returns whether nothing is left any more.
    fn push_remainder(&self) -> Result<bool, Errno> {
        let mut remainder = self.end.remainder();
        if let Some(errno) = remainder.failed.take() {
            return Err(errno);
        }
        self.push_rest(&mut remainder)
    }

    fn push_rest(&self, remainder: &mut Remainder) -> Result<bool, Errno> {
        if remainder.bytes.is_empty() {
            return Ok(true);
        }
        if !self.end.is_open()? {
            return Ok(false);
        }
        match self.push(&remainder.bytes) {
            Ok(written) => drop(remainder.bytes.drain(..written)),
            Err(errno) => {
                remainder.bytes.clear();
                return Err(errno);
            }
        }
        Ok(remainder.bytes.is_empty())
    }

    /// Writes as many of `bytes` as fit into the open pipe now, and returns their number.
    fn push(&self, bytes: &[u8]) -> Result<usize, Errno> {
        match pipe::write(self.end.file(), bytes) {
            Err(Errno::AGAIN) => Ok(0),
            result => result,
        }
    }
}
