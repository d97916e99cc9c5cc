//! The archives that `unpack` reads: what is read of an archive does not depend on how it comes.

use crate::archive::{Archive, Entry, Kind};
use std::io::{self, BufRead, BufReader};

const BLOCK: usize = 512;

/// Takes `input` for headers, see [`archive_of`], and for an archive as it is.
///
/// # Panics
///
/// If an archive is another one when it comes in small pieces, if its beginning has other entries,
/// or if a file has its bytes where it has none.
pub fn check(input: &[u8]) {
    for archive in [archive_of(input), input.to_vec()] {
        let whole = read(&*archive);
        let in_pieces = BufReader::with_capacity(7, &*archive);
        assert_eq!(read(in_pieces), whole);
        let entries: usize = whole.iter().flatten().map(|(_, data)| data.len()).sum();
        assert!(entries <= archive.len());
        whole
            .iter()
            .flatten()
            .for_each(|(entry, data)| judge(entry, data));
        let half = read(&archive[..archive.len() / 2]);
        for (of_half, of_whole) in half.iter().zip(&whole) {
            match (of_half, of_whole) {
                (Some(of_half), Some(of_whole)) => assert_eq!(of_half, of_whole),
                // It ends in the middle.
                (None, _) => {}
                (Some(_), None) => panic!("{of_half:?} is in the half only"),
            }
        }
    }
}

/// The entries with their data, and `None` for an error after them.
fn read(archive: impl BufRead) -> Vec<Option<(Entry, Vec<u8>)>> {
    let mut archive = Archive::new(archive);
    let mut entries = Vec::new();
    loop {
        let entry = match archive.next() {
            Ok(Some(entry)) => entry,
            Ok(None) => return entries,
            Err(_) => break,
        };
        match read_data(&mut archive) {
            Ok(data) => entries.push(Some((entry, data))),
            Err(_) => break,
        }
    }
    entries.push(None);
    entries
}

fn read_data<R: BufRead>(archive: &mut Archive<R>) -> io::Result<Vec<u8>> {
    let (mut data, mut buffer) = (Vec::new(), [0; 1000]);
    loop {
        match archive.read_data(&mut buffer)? {
            0 => return Ok(data),
            count => data.extend_from_slice(&buffer[..count]),
        }
    }
}

fn judge(entry: &Entry, data: &[u8]) {
    assert!(entry.mode <= 0o7777, "{entry:?}");
    let Some(extents) = &entry.extents else {
        let size = data.len() as u64;
        assert!(entry.kind != Kind::File || entry.size == size, "{entry:?}");
        return;
    };
    let mut end = 0;
    for extent in extents {
        assert!(extent.offset >= end && extent.length > 0, "{entry:?}");
        end = extent.offset + extent.length;
    }
    assert!(end <= entry.size, "{entry:?}");
    let bytes: u64 = extents.iter().map(|extent| extent.length).sum();
    assert_eq!(bytes, data.len() as u64, "{entry:?}");
}

/// Writes an archive: a line for each header, with fields between bars: the type, the name, the
/// target, the size, the numbers from the map of a sparse file on, and the data, where `;` stands
/// for a newline. A field that is empty is as it should be.
fn archive_of(input: &[u8]) -> Vec<u8> {
    let mut archive = Vec::new();
    for line in input.split(|byte| *byte == b'\n').take(16) {
        let mut fields = line.split(|byte| *byte == b'|');
        let mut field = || fields.next().unwrap_or_default();
        let mut header = [0; BLOCK];
        let letter = field().first().copied().unwrap_or(b'0');
        put(&mut header[..100], field());
        put(&mut header[157..257], field());
        let size = field();
        put(&mut header[386..508], field());
        let data: Vec<u8> = field()
            .iter()
            .map(|byte| if *byte == b';' { b'\n' } else { *byte })
            .collect();
        header[156] = letter;
        header[257..265].copy_from_slice(if letter == b'S' {
            b"ustar  \0"
        } else {
            b"ustar\x0000"
        });
        for at in [100, 108, 116, 136] {
            header[at..at + 8].copy_from_slice(b"0000644\0");
        }
        let told = format!("{:011o}", data.len());
        put(
            &mut header[124..136],
            if size.is_empty() {
                told.as_bytes()
            } else {
                size
            },
        );
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(&data);
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
    }
    archive
}

fn put(field: &mut [u8], bytes: &[u8]) {
    let length = bytes.len().min(field.len());
    field[..length].copy_from_slice(&bytes[..length]);
}
