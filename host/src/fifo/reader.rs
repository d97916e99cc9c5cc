//! The end of a FIFO to read from.

use super::wait;
use crate::sys::{Errno, pipe as handle};
use crate::wait::spin::Waiting;
use std::fs::File;
use std::sync::Arc;

/// How much one call reads at most into memory of its own.
#[cfg(any(feature = "p2", test))]
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
pub(crate) enum Received<B> {
    /// At least one byte, or none where none were asked for.
    Bytes(B),
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
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn read(&mut self, size: usize) -> Result<Received<Vec<u8>>, Errno> {
        if size == 0 && !self.ended {
            return Ok(Received::Bytes(Vec::new()));
        }
        self.receive(|pipe| {
            let bytes = handle::read(pipe, size.min(MAX_READ))?;
            Ok((!bytes.is_empty()).then_some(bytes))
        })
    }

    /// Reads into `buffer`, without waiting, and says how many bytes.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    #[cfg(feature = "p3")]
    pub(crate) fn read_into(&mut self, buffer: &mut [u8]) -> Result<Received<usize>, Errno> {
        if buffer.is_empty() && !self.ended {
            return Ok(Received::Bytes(0));
        }
        self.receive(|pipe| {
            let count = handle::read_into(pipe, buffer)?;
            Ok((count > 0).then_some(count))
        })
    }

    /// Finds out what it means when `read` gets nothing.
    fn receive<B>(
        &mut self,
        mut read: impl FnMut(&File) -> Result<Option<B>, Errno>,
    ) -> Result<Received<B>, Errno> {
        if self.ended {
            return Ok(Received::End);
        }
        loop {
            match read(&self.pipe) {
                Err(Errno::AGAIN) => return Ok(Received::NotYet),
                Err(errno) => return Err(errno),
                Ok(Some(bytes)) => return Ok(Received::Bytes(bytes)),
                Ok(None) => {}
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

    /// Waits until reading has something to say, be it the end or an error.
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
