//! Sparse files: which parts of a file the archive has.
//!
//! Reference: GNU tar manual, "Storing Sparse Files": the old format and the versions 0.0, 0.1 and
//! 1.0 of that of pax.

use super::pax::Headers;
use super::{Archive, BLOCK, number};
use std::io::{self, BufRead};
use tar::{EntryType, GnuExtSparseHeader, GnuSparseHeader, Header};

/// The most extents of a file.
const MOST: usize = 1 << 20;

/// A part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// Reads the size and the map of a sparse file; `None` for any other file. `records` are those of the
/// entry itself.
pub(super) fn read<R: BufRead>(
    archive: &mut Archive<R>,
    header: &Header,
    records: &Headers,
) -> io::Result<Option<(u64, Vec<Extent>)>> {
    if header.entry_type() == EntryType::GNUSparse {
        return old(archive, header).map(Some);
    }
    if records
        .get("GNU.sparse.major")
        .is_some_and(|major| major == b"1")
    {
        let size = records.number("GNU.sparse.realsize")?;
        let size = size.ok_or_else(|| io::Error::other("the size of a sparse file is missing"))?;
        return Ok(Some((size, in_data(archive)?)));
    }
    let Some(size) = records.number("GNU.sparse.size")? else {
        return Ok(None);
    };
    let numbers: io::Result<Vec<u64>> = match records.get("GNU.sparse.map") {
        Some(map) => map.split(|byte| *byte == b',').map(number::parse).collect(),
        None => records.repeated().map(number::parse).collect(),
    };
    Ok(Some((size, pairs(&numbers?)?)))
}

/// Checks that extents are in order within the file, and that the archive has their bytes.
pub(super) fn check(extents: &[Extent], size: u64, data: u64) -> io::Result<()> {
    let mut end = 0;
    let mut bytes: u64 = 0;
    for extent in extents {
        let next = extent.offset.checked_add(extent.length);
        match next.filter(|next| extent.offset >= end && *next <= size) {
            Some(next) => end = next,
            None => return Err(io::Error::other("the map of a sparse file is damaged")),
        }
        bytes += extent.length;
    }
    match bytes == data {
        true => Ok(()),
        false => Err(io::Error::other(
            "the map of a sparse file does not match its bytes",
        )),
    }
}

fn old<R: BufRead>(archive: &mut Archive<R>, header: &Header) -> io::Result<(u64, Vec<Extent>)> {
    let gnu = header.as_gnu();
    let gnu = gnu.ok_or_else(|| io::Error::other("a sparse file has no GNU header"))?;
    let mut extents = Vec::new();
    add(&mut extents, &gnu.sparse)?;
    let mut more = gnu.is_extended();
    while more {
        let mut next = GnuExtSparseHeader::new();
        archive.read_block(next.as_mut_bytes())?;
        add(&mut extents, next.sparse())?;
        more = next.is_extended();
    }
    Ok((gnu.real_size()?, extents))
}

fn add(extents: &mut Vec<Extent>, of_header: &[GnuSparseHeader]) -> io::Result<()> {
    for extent in of_header.iter().filter(|extent| !extent.is_empty()) {
        let (offset, length) = (extent.offset()?, extent.length()?);
        // The end of the file may be marked by an extent without bytes.
        if length > 0 {
            extents.push(Extent { offset, length });
        }
    }
    limit(extents.len())
}

/// The map at the beginning of the bytes: a number in each line, the first one says how many pairs
/// follow.
fn in_data<R: BufRead>(archive: &mut Archive<R>) -> io::Result<Vec<Extent>> {
    let mut lines = Lines {
        block: [0; BLOCK],
        at: BLOCK,
    };
    let count = lines.number(archive)?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    limit(count)?;
    let mut numbers = Vec::new();
    for _ in 0..2 * count {
        numbers.push(lines.number(archive)?);
    }
    pairs(&numbers)
}

/// Lines of blocks of the data.
struct Lines {
    block: [u8; BLOCK],
    at: usize,
}

impl Lines {
    fn number<R: BufRead>(&mut self, archive: &mut Archive<R>) -> io::Result<u64> {
        let mut digits = Vec::new();
        loop {
            if self.at == BLOCK {
                let mut filled = 0;
                while filled < BLOCK {
                    match archive.read_data(&mut self.block[filled..])? {
                        0 => return Err(io::Error::other("the map of a sparse file is cut off")),
                        count => filled += count,
                    }
                }
                self.at = 0;
            }
            let byte = self.block[self.at];
            self.at += 1;
            match byte {
                b'\n' => return number::parse(&digits),
                _ if digits.len() == 20 => return number::parse(b"?"),
                _ => digits.push(byte),
            }
        }
    }
}

fn pairs(numbers: &[u64]) -> io::Result<Vec<Extent>> {
    let (pairs, rest) = numbers.as_chunks();
    if !rest.is_empty() {
        return Err(io::Error::other(
            "the map of a sparse file has an odd number",
        ));
    }
    limit(pairs.len())?;
    let extents = pairs.iter().map(|[offset, length]| Extent {
        offset: *offset,
        length: *length,
    });
    // The end of the file may be marked by an extent without bytes.
    Ok(extents.filter(|extent| extent.length > 0).collect())
}

fn limit(extents: usize) -> io::Result<()> {
    match extents > MOST {
        true => Err(io::Error::other(
            "a sparse file has more than 1,048,576 parts",
        )),
        false => Ok(()),
    }
}
