//! The end of a FIFO to write to.

use super::{try_open_writer, wait};
use crate::sys::{Errno, handle};
use std::fs::File;
use std::sync::Arc;

/// Writes to a FIFO, once it has a reader.
#[derive(Debug)]
pub(crate) struct Writer {
    pipe: Arc<File>,
    /// Whether `pipe` is known to be open, and not just a handle to a FIFO that has no reader yet.
    open: bool,
    /// What was accepted and did not fit into the pipe, since somebody else wrote to it meanwhile.
    rest: Vec<u8>,
}

impl Writer {
    /// Writes to `pipe`, which comes from [`open`](super::open).
    pub(crate) fn new(pipe: Arc<File>) -> Self {
        Self {
            pipe,
            open: false,
            rest: Vec::new(),
        }
    }

    /// Says how many bytes the next [`write`](Self::write) may have, without waiting: none while there is no reader or
    /// no room.
    ///
    /// # Errors
    ///
    /// `PIPE` if the readers have gone, and what else the kernel says.
    pub(crate) fn room(&mut self) -> Result<usize, Errno> {
        if !self.connect()? || !self.push_rest()? {
            return Ok(0);
        }
        let ready = handle::ready(&self.pipe)?;
        if ready.no_reader {
            return Err(Errno::PIPE);
        }
        match ready.write {
            true => handle::room(&self.pipe),
            false => Ok(0),
        }
    }

    /// Takes `bytes` over. As many as [`room`](Self::room) said go into the pipe at once.
    ///
    /// # Errors
    ///
    /// `PIPE` if the readers have gone, and what else the kernel says.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Errno> {
        self.rest.extend_from_slice(bytes);
        if self.connect()? {
            self.push_rest()?;
        }
        Ok(())
    }

    /// Waits until [`room`](Self::room) has something to say: bytes or an error.
    ///
    /// # Errors
    ///
    /// What [`room`](Self::room) would answer.
    pub(crate) async fn ready(&mut self) -> Result<(), Errno> {
        self.connected().await?;
        loop {
            self.flushed().await?;
            if self.room()? > 0 {
                return Ok(());
            }
            wait::until_writable(&self.pipe).await?;
        }
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
            wait::until_writable(&self.pipe).await?;
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
        match handle::write(&self.pipe, bytes) {
            Err(Errno::AGAIN) => Ok(0),
            result => result,
        }
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
        while !self.rest.is_empty() {
            match handle::write(&self.pipe, &self.rest) {
                Ok(written) => drop(self.rest.drain(..written)),
                Err(Errno::AGAIN) => return Ok(false),
                Err(errno) => {
                    self.rest.clear();
                    return Err(errno);
                }
            }
        }
        Ok(true)
    }
}
