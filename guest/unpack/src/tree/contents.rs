//! The bytes of files.

use super::Trouble;
use crate::archive::{Archive, Entry, Extent};
use std::io::{BufRead, ErrorKind};
use wasi_mknod::io_error;
use wasip2::filesystem::types::Descriptor;

/// As many bytes are written at once, or more, but at the end.
const CHUNK: usize = 32 << 10;

/// Writes the bytes of an entry into a new file. Holes are left out.
pub(super) fn write<R: BufRead>(
    file: &Descriptor,
    entry: &Entry,
    archive: &mut Archive<R>,
) -> Result<(), Trouble> {
    let whole = [Extent {
        offset: 0,
        length: entry.size,
    }];
    let extents = entry.extents.as_deref().unwrap_or(&whole);
    for extent in extents {
        write_extent(file, *extent, archive)?;
    }
    let end = extents
        .last()
        .map_or(0, |extent| extent.offset + extent.length);
    if end < entry.size {
        file.set_size(entry.size).map_err(io_error)?;
    }
    Ok(())
}

/// Bytes are written from where they were read to. Only what comes in small pieces is put together
/// before: a call for each piece would take longer.
fn write_extent<R: BufRead>(
    file: &Descriptor,
    extent: Extent,
    archive: &mut Archive<R>,
) -> Result<(), Trouble> {
    let (mut offset, end) = (extent.offset, extent.offset + extent.length);
    let mut pieces = Vec::new();
    while offset < end {
        let rest = usize::try_from(end - offset).unwrap_or(usize::MAX);
        let bytes = archive.data().map_err(Trouble::Fatal)?;
        let bytes = &bytes[..bytes.len().min(rest)];
        let count = bytes.len();
        if count >= rest.min(CHUNK) {
            write_all(file, bytes, offset)?;
            archive.consume(count);
            offset += count as u64;
            continue;
        }
        pieces.clear();
        while pieces.len() < rest.min(CHUNK) {
            let bytes = archive.data().map_err(Trouble::Fatal)?;
            let count = bytes.len().min(rest.min(CHUNK) - pieces.len());
            if count == 0 {
                // The map of a sparse file has been compared with its bytes.
                return Err(Trouble::Fatal(ErrorKind::UnexpectedEof.into()));
            }
            pieces.extend_from_slice(&bytes[..count]);
            archive.consume(count);
        }
        write_all(file, &pieces, offset)?;
        offset += pieces.len() as u64;
    }
    Ok(())
}

fn write_all(file: &Descriptor, mut bytes: &[u8], mut offset: u64) -> Result<(), Trouble> {
    while !bytes.is_empty() {
        let written = file.write(bytes, offset).map_err(io_error)?;
        offset += written;
        bytes = &bytes[usize::try_from(written).unwrap_or(bytes.len())..];
    }
    Ok(())
}
