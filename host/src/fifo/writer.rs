//! The end of a FIFO to write to.

use super::try_open_writer;
use super::wait;
use crate::sys::{Errno, handle, pipe};
use crate::wait::spin::Waiting;
use std::fs::File;
use std::sync::Arc;

/// Writes to a FIFO, once it has a reader.
#[derive(Debug)]
pub(crate) struct Writer {
    pipe: Arc<File>,
    /// Whether `pipe` is known to be open, and not just a handle to a FIFO that has no reader yet.
    open: bool,
    /// What was accepted and did not fit into the pipe.
    rest: Vec<u8>,
    /// How many bytes the pipe holds, once that has been asked.
    #[cfg(any(feature = "p2", test))]
    capacity: Option<usize>,
    waiting: Waiting,
}

impl Writer {
    /// Writes to `pipe`, which comes from [`open`](super::open).
    pub(crate) fn new(pipe: Arc<File>, waiting: Waiting) -> Self {
        Self {
            pipe,
            open: false,
            rest: Vec::new(),
            #[cfg(any(feature = "p2", test))]
            capacity: None,
            waiting,
        }
    }

    /// Says how many bytes the next [`write`](Self::write) may have, without waiting: none while there is no reader or
    /// no room. Some of them may stay behind until [`flushed`](Self::flushed), as a `write(2)` that waits would keep
    /// them: one that was told of a part only would come again with the rest, and wake the reader for each part.
    ///
    /// That the readers have gone is told by the next write and not here. A guest's library also asks for room when it
    /// makes sure that a write is done, and what the last reader took before it went did arrive.
    ///
    /// # Errors
    ///
    /// What the kernel says; `PIPE` if the readers went before they had everything.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn room(&mut self) -> Result<usize, Errno> {
        if !self.connect()? || !self.push_rest()? {
            return Ok(0);
        }
        let ready = pipe::ready(&self.pipe)?;
        match ready.write || ready.no_reader {
            true => self.capacity(),
            false => Ok(0),
        }
    }

    /// Says how many bytes the open pipe holds at most, or held when that was first asked: what somebody changes later
    /// makes a difference for how much of a write has to wait, and for nothing else.
    #[cfg(any(feature = "p2", test))]
    fn capacity(&mut self) -> Result<usize, Errno> {
        match self.capacity {
            Some(capacity) => Ok(capacity),
            None => Ok(*self.capacity.insert(pipe::capacity(&self.pipe)?)),
        }
    }

    /// Takes `bytes` over, of which as many as have room go into the pipe at once.
    ///
    /// # Errors
    ///
    /// `PIPE` if the readers have gone, and what else the kernel says.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Errno> {
        let mut written = 0;
        if self.connect()? && self.push_rest()? {
            written = self.push(bytes)?;
        }
        self.rest.extend_from_slice(&bytes[written..]);
        Ok(())
    }

    /// Waits until all that was written is in the pipe and there is room for more, or the readers have gone. Other
    /// writers may fill it again before this one does.
    ///
    /// # Errors
    ///
    /// `PIPE` if the readers went before they had everything, and what else the kernel says.
    pub(crate) async fn ready(&mut self) -> Result<(), Errno> {
        self.connected().await?;
        self.flushed().await?;
        wait::until_writable(&self.pipe, self.waiting).await
    }

    /// Waits until everything that was written is in the pipe.
    ///
    /// # Errors
    ///
    /// `PIPE` if the readers have gone, and what else the kernel says.
    pub(crate) async fn flushed(&mut self) -> Result<(), Errno> {
        if self.rest.is_empty() {
            return Ok(());
        }
        self.connected().await?;
        while !self.push_rest()? {
            wait::until_writable(&self.pipe, self.waiting).await?;
        }
        Ok(())
    }

    /// Writes as many of `bytes` as fit into the pipe now, and says how many: none while there is no reader or no room.
    ///
    /// # Errors
    ///
    /// `PIPE` if the readers have gone, and what else the kernel says.
    #[cfg(feature = "p3")]
    pub(crate) fn offer(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        if !self.connect()? || !self.push_rest()? {
            return Ok(0);
        }
        self.push(bytes)
    }

    /// Waits until there is a reader.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub(crate) async fn connected(&mut self) -> Result<(), Errno> {
        while !self.connect()? {
            let opened = wait::for_reader(&self.pipe).await?;
            self.adopt(&opened)?;
        }
        Ok(())
    }

    /// Opens the pipe if there is a reader, and returns whether it is open.
    fn connect(&mut self) -> Result<bool, Errno> {
        if self.open {
            return Ok(true);
        }
        // Another stream of the same descriptor may have opened it.
        if !handle::is_handle(&self.pipe)? {
            self.open = true;
        } else if let Some(opened) = try_open_writer(&self.pipe)? {
            self.adopt(&opened)?;
        }
        Ok(self.open)
    }

    /// Puts the open pipe in the place of the handle. From now on the descriptor of the guest and all of its streams
    /// are one writer, and the FIFO is at its end when the last of them is dropped.
    fn adopt(&mut self, opened: &File) -> Result<(), Errno> {
        handle::replace(&self.pipe, opened)?;
        self.open = true;
        Ok(())
    }

    /// Writes what is left, and returns whether nothing is left any more.
    fn push_rest(&mut self) -> Result<bool, Errno> {
        if self.rest.is_empty() {
            return Ok(true);
        }
        match self.push(&self.rest) {
            Ok(written) => drop(self.rest.drain(..written)),
            Err(errno) => {
                self.rest.clear();
                return Err(errno);
            }
        }
        Ok(self.rest.is_empty())
    }

    /// Writes as many of `bytes` as fit into the open pipe now, and says how many.
    fn push(&self, bytes: &[u8]) -> Result<usize, Errno> {
        match pipe::write(&self.pipe, bytes) {
            Err(Errno::AGAIN) => Ok(0),
            result => result,
        }
    }
}
