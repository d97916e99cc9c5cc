//! Reads and writes of regular files at an offset.

use super::Errno;
use rustix::buffer::spare_capacity;
use rustix::io::{pread, pwrite};
use std::fs::File;

/// Whether this platform has these calls.
pub(crate) const AVAILABLE: bool = true;

/// The most bytes that a read returns: as many as by wasmtime-wasi.
const SIZE: usize = 64 << 10;

/// Reads up to `length` bytes at `offset`; none at the end.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [POSIX `pread`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/pread.html)
pub(crate) fn read_at(file: &File, length: u64, offset: u64) -> Result<Vec<u8>, Errno> {
    let length = usize::try_from(length).map_or(SIZE, |length| length.min(SIZE));
    let mut bytes = Vec::with_capacity(length);
    if length > 0 {
        pread(file, spare_capacity(&mut bytes), offset)?;
    }
    // The allocator may have given more.
    bytes.truncate(length);
    Ok(bytes)
}

/// Writes bytes at `offset`, and returns how many were written.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [POSIX `pwrite`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/pwrite.html)
pub(crate) fn write_at(file: &File, bytes: &[u8], offset: u64) -> Result<usize, Errno> {
    pwrite(file, bytes, offset)
}

#[cfg(test)]
mod tests {
    use super::{Errno, SIZE, read_at, write_at};
    use std::fs::File;

    #[test]
    fn bytes_are_those_at_the_offset() {
        let file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..SIZE + 9).map(|number| (number % 251) as u8).collect();
        assert_eq!(write_at(&file, &bytes, 5), Ok(bytes.len()));
        assert!(read_at(&file, u64::MAX, 5).unwrap() == bytes[..SIZE]);
        assert_eq!(read_at(&file, 7, 8).unwrap(), bytes[3..10]);
        let end = 5 + SIZE as u64;
        assert_eq!(read_at(&file, 100, end).unwrap(), bytes[SIZE..]);
        for (length, offset) in [(0, 5), (100, end + 9), (100, end + 1000)] {
            assert_eq!(read_at(&file, length, offset).unwrap(), [0; 0]);
        }
    }

    #[test]
    fn errors_are_those_of_the_kernel() {
        let unwritable = File::open("/").unwrap();
        assert_eq!(write_at(&unwritable, b"x", 0), Err(Errno::BADF));
        assert_eq!(read_at(&unwritable, 1, 0), Err(Errno::ISDIR));
        let file = tempfile::tempfile().unwrap();
        let beyond = write_at(&file, b"x", u64::MAX);
        assert_eq!(beyond, Err(Errno::INVAL));
    }
}
