//! Regular files whose bytes are used where the host puts them.
//!
//! `std::fs::File` copies what it reads into a buffer.

use std::io::{self, BufRead, Read};
use std::path::Path;
use wasi_mknod::io_error;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags, PathFlags};

/// How many bytes are read at once: wasmtime gives no more.
const CHUNK: u64 = 64 << 10;

/// A regular file, read from its beginning.
pub(crate) struct Source {
    file: Descriptor,
    /// Where the next bytes are in the file.
    next: u64,
    bytes: Vec<u8>,
    /// Where the rest of `bytes` begins.
    at: usize,
}

impl Source {
    /// Opens the file `path`, and a FIFO or device as well, which cannot be read.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let (dir, path) = wasi_mknod::locate(path)?;
        let (follow, read) = (PathFlags::SYMLINK_FOLLOW, DescriptorFlags::READ);
        let file = dir.open_at(follow, &path, OpenFlags::empty(), read);
        Ok(Self {
            file: file.map_err(io_error)?,
            next: 0,
            bytes: Vec::new(),
            at: 0,
        })
    }

    /// Returns how many bytes the file has.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn size(&self) -> io::Result<u64> {
        Ok(self.file.stat().map_err(io_error)?.size)
    }

    /// Begins at the beginning again.
    pub(crate) fn rewind(&mut self) {
        self.next = 0;
        self.at = self.bytes.len();
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.bytes.len() {
            // The memory is free for what comes.
            self.bytes = Vec::new();
            self.at = 0;
            let (bytes, _) = self.file.read(CHUNK, self.next).map_err(io_error)?;
            self.next += bytes.len() as u64;
            self.bytes = bytes;
        }
        Ok(&self.bytes[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = self.bytes.len().min(self.at + count);
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
