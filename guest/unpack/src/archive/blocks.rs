//! The input of an archive.

use super::BLOCK;
use std::io::{self, BufRead};

/// An input that is read from its beginning to its end.
pub(super) struct Blocks<R> {
    input: R,
    /// How much was read, for messages.
    position: u64,
}

impl<R: BufRead> Blocks<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, position: 0 }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Returns what there is to read; nothing at the end.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        // What an interrupted read has not read is read by the next one.
        while let Err(error) = self.input.fill_buf() {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
        self.input.fill_buf()
    }

    /// Passes over bytes that [`fill`](Self::fill) has returned.
    pub(super) fn pass(&mut self, count: usize) {
        self.input.consume(count);
        self.position += count as u64;
    }

    /// Reads until `block` is full or the input ends, and returns how much there was.
    pub(super) fn read(&mut self, block: &mut [u8; BLOCK]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < BLOCK {
            let bytes = self.fill()?;
            let count = bytes.len().min(BLOCK - filled);
            if count == 0 {
                break;
            }
            block[filled..filled + count].copy_from_slice(&bytes[..count]);
            self.pass(count);
            filled += count;
        }
        Ok(filled)
    }

    /// Reads the rest of the input, so that what checks it comes to its end.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        loop {
            match self.fill()?.len() {
                0 => return Ok(()),
                count => self.pass(count),
            }
        }
    }
}
