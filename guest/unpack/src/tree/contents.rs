//! The bytes of files.

use super::Trouble;
use crate::archive::{Archive, Entry, Extent};
use std::io::Read;
use wasi_mknod::io_error;
use wasip2::filesystem::types::Descriptor;

/// How many bytes are written at once.
const CHUNK: usize = 128 << 10;

/// Writes the bytes of an entry into a new file. Holes are left out.
pub(super) fn write<R: Read>(
    file: &Descriptor,
    entry: &Entry,
    archive: &mut Archive<R>,
) -> Result<(), Trouble> {
    let whole = [Extent {
        offset: 0,
        length: entry.size,
    }];
    let extents = entry.extents.as_deref().unwrap_or(&whole);
    let longest = extents
        .iter()
        .map(|extent| extent.length)
        .max()
        .unwrap_or(0);
    let mut buffer = vec![0; usize::try_from(longest).map_or(CHUNK, |longest| longest.min(CHUNK))];
    for extent in extents {
        write_extent(file, *extent, archive, &mut buffer)?;
    }
    let end = extents
        .last()
        .map_or(0, |extent| extent.offset + extent.length);
    if end < entry.size {
        file.set_size(entry.size).map_err(io_error)?;
    }
    Ok(())
}

fn write_extent<R: Read>(
    file: &Descriptor,
    extent: Extent,
    archive: &mut Archive<R>,
    buffer: &mut [u8],
) -> Result<(), Trouble> {
    let (mut offset, end) = (extent.offset, extent.offset + extent.length);
    while offset < end {
        let length =
            usize::try_from(end - offset).map_or(buffer.len(), |rest| rest.min(buffer.len()));
        let mut filled = 0;
        while filled < length {
            match archive
                .read_data(&mut buffer[filled..length])
                .map_err(Trouble::Fatal)?
            {
                0 => break,
                count => filled += count,
            }
        }
        let mut rest = &buffer[..filled];
        while !rest.is_empty() {
            let written = file.write(rest, offset).map_err(io_error)?;
            offset += written;
            rest = &rest[usize::try_from(written).unwrap_or(rest.len())..];
        }
    }
    Ok(())
}
