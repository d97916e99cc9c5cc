//! The end of a FIFO to read from.

use super::patience::Waiting;
use super::wait;
use crate::sys::{Errno, handle};
use std::fs::File;
use std::sync::Arc;

/// How much one call reads at most.
const MAX_READ: usize = 65536;

/// Reads from a FIFO. It holds back nothing: what was not read stays in the pipe for others.
#[derive(Debug)]
pub(crate) struct Reader {
    pipe: Arc<File>,
    ended: bool,
    waiting: Waiting,
}

/// What a reader got.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// At least one byte, or none where none were asked for.
    Bytes(Vec<u8>),
    /// No bytes now, but there may be some later.
    NotYet,
    /// No bytes ever: there were writers, and all have gone.
    End,
}

impl Reader {
    /// Reads from `pipe`, which is open for reading in non-blocking mode.
    pub(crate) fn new(pipe: Arc<File>, waiting: Waiting) -> Self {
        Self {
            pipe,
            ended: false,
            waiting,
        }
    }

    /// Reads at most `size` bytes, without waiting.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub(crate) fn read(&mut self, size: usize) -> Result<Received, Errno> {
        if self.ended {
            return Ok(Received::End);
        }
        if size == 0 {
            return Ok(Received::Bytes(Vec::new()));
        }
        loop {
            match handle::read(&self.pipe, size.min(MAX_READ)) {
                Err(Errno::AGAIN) => return Ok(Received::NotYet),
                Err(errno) => return Err(errno),
                Ok(bytes) if !bytes.is_empty() => return Ok(Received::Bytes(bytes)),
                Ok(_) => {}
            }
            // Without a writer there is nothing to read, be it before the first or after the last one.
            let ready = handle::ready(&self.pipe)?;
            if ready.read {
                // A writer came and wrote since the call above.
                continue;
            }
            if !ready.no_writer {
                return Ok(Received::NotYet);
            }
            self.ended = true;
            return Ok(Received::End);
        }
    }

    /// Waits until a writer has come, be it gone again.
    ///
    /// # Errors
    ///
    /// If it is not possible to wait: the host lacks descriptors or memory.
    #[cfg(feature = "p3")]
    pub(crate) async fn connected(&self) -> Result<(), Errno> {
        wait::for_writer(&self.pipe).await
    }

    /// Waits until [`read`](Self::read) has something to say, be it the end or an error.
    ///
    /// # Errors
    ///
    /// If it is not possible to wait: the host lacks descriptors or memory.
    pub(crate) async fn ready(&self) -> Result<(), Errno> {
        if self.ended {
            return Ok(());
        }
        wait::until_readable(&self.pipe, self.waiting).await
    }
}
