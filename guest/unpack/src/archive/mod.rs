//! The entries of a tar archive, one after the other.
//!
//! The crate `tar` reads the fields of a header. Its own iterator hides the map of a sparse file,
//! which says where nothing needs to be written, so the entries are put together here.
//!
//! References: POSIX `pax`; GNU tar manual, "Basic Tar Format" and "Storing Sparse Files".

mod entry;
mod number;
mod pax;
mod sparse;
#[cfg(test)]
mod tests;

pub(crate) use entry::{Entry, Kind};
pub(crate) use sparse::Extent;

use pax::Records;
use std::io::{self, Read};
use tar::{EntryType, Header};

const BLOCK: usize = 512;
/// The longest name, and the longest list of records of pax, in bytes.
const LONGEST: u64 = 1 << 20;

/// An archive that is read from its beginning to its end.
pub(crate) struct Archive<R> {
    input: R,
    /// How much was read, for messages.
    position: u64,
    /// The bytes of the present entry that are still to come, and those that fill its last block.
    data: u64,
    padding: u64,
    global: Records,
}

/// What precedes a header and belongs to it.
#[derive(Default)]
struct Before {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    records: Records,
}

impl Before {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.link.is_none() && self.records.is_empty()
    }
}

impl<R: Read> Archive<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            position: 0,
            data: 0,
            padding: 0,
            global: Records::default(),
        }
    }

    /// Returns the next entry, or `None` at the end. What was not read of the last one is skipped.
    ///
    /// # Errors
    ///
    /// The input cannot be read, it is cut off, or it is no archive. Nothing can be read after that.
    pub(crate) fn next(&mut self) -> io::Result<Option<Entry>> {
        let mut before = Before::default();
        loop {
            self.skip_data()?;
            let at = self.position;
            let Some(block) = self.read_header()? else {
                self.drain()?;
                return match before.is_empty() {
                    true => Ok(None),
                    false => Err(cut_off()),
                };
            };
            let header = Header::from_byte_slice(&block);
            let wrong = |error: io::Error| bad(at, &error.to_string());
            self.set_data(header.entry_size().map_err(wrong)?);
            match header.entry_type() {
                EntryType::GNULongName => before.name = Some(self.read_name(at)?),
                EntryType::GNULongLink => before.link = Some(self.read_name(at)?),
                EntryType::XHeader => before.records.merge(&self.read_all(at)?).map_err(wrong)?,
                EntryType::XGlobalHeader => {
                    let records = self.read_all(at)?;
                    self.global.merge(&records).map_err(wrong)?;
                }
                _ => return self.finish(header, before).map(Some).map_err(wrong),
            }
        }
    }

    /// Puts an entry together of its header and what came before.
    fn finish(&mut self, header: &Header, before: Before) -> io::Result<Entry> {
        let records = self.global.with(before.records);
        if let Some(size) = records.number("size")? {
            self.set_data(size);
        }
        let mut entry = Entry::new(header, &records)?;
        // The names of GNU headers are the older form: records of pax go before.
        if let Some(name) = before.name.filter(|_| !records.has_name()) {
            entry.name = name;
        }
        if let Some(link) = before.link.filter(|_| !records.has_link()) {
            entry.link = link;
        }
        match entry.kind {
            Kind::File => {
                entry.size = self.data;
                if let Some((size, extents)) = sparse::read(self, header, &records)? {
                    sparse::check(&extents, size, self.data)?;
                    (entry.size, entry.extents) = (size, Some(extents));
                }
            }
            // Some archivers give the size of the file here, without its bytes.
            Kind::HardLink if records.is_empty() => self.set_data(0),
            _ => {}
        }
        Ok(entry)
    }

    /// Reads bytes of the present entry; none at its end.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub(crate) fn read_data(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.data).unwrap_or(usize::MAX);
        let length = buffer.len().min(most);
        let count = self.read(&mut buffer[..length])?;
        if count == 0 && length > 0 {
            return Err(cut_off());
        }
        self.data -= count as u64;
        Ok(count)
    }

    fn set_data(&mut self, size: u64) {
        self.data = size;
        self.padding = size.next_multiple_of(BLOCK as u64) - size;
    }

    /// Reads a block that belongs to the header.
    fn read_block(&mut self, block: &mut [u8; BLOCK]) -> io::Result<()> {
        match self.fill(block)? {
            BLOCK => Ok(()),
            _ => Err(cut_off()),
        }
    }

    /// Reads the block of the next header. The end is two blocks of zeros, or the end of the input.
    fn read_header(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let at = self.position;
        let mut block = [0; BLOCK];
        match self.fill(&mut block)? {
            0 => return Ok(None),
            BLOCK => {}
            _ => return Err(cut_off()),
        }
        if block == [0; BLOCK] {
            return Ok(None);
        }
        match is_header(&block) {
            true => Ok(Some(block)),
            false if at == 0 => Err(io::Error::other("this is not a tar archive")),
            false => Err(bad(at, "the checksum does not match")),
        }
    }

    fn read_name(&mut self, at: u64) -> io::Result<Vec<u8>> {
        let mut name = self.read_all(at)?;
        let end = name.iter().position(|byte| *byte == 0);
        name.truncate(end.unwrap_or(name.len()));
        Ok(name)
    }

    /// Reads all bytes of the present entry.
    fn read_all(&mut self, at: u64) -> io::Result<Vec<u8>> {
        if self.data > LONGEST {
            return Err(bad(at, "names and records have more than 1 MiB"));
        }
        let mut bytes = vec![0; self.data as usize];
        let mut filled = 0;
        while filled < bytes.len() {
            filled += self.read_data(&mut bytes[filled..])?;
        }
        Ok(bytes)
    }

    fn skip_data(&mut self) -> io::Result<()> {
        let mut buffer = [0; 16 << 10];
        while self.data > 0 {
            self.read_data(&mut buffer)?;
        }
        let padding = std::mem::take(&mut self.padding) as usize;
        match self.fill(&mut buffer[..padding])? == padding {
            true => Ok(()),
            false => Err(cut_off()),
        }
    }

    /// Reads the rest of the input, so that what checks it comes to its end.
    fn drain(&mut self) -> io::Result<()> {
        let mut buffer = [0; 16 << 10];
        while self.read(&mut buffer)? > 0 {}
        Ok(())
    }

    /// Reads until `buffer` is full or the input ends.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(count) => {
                    self.position += count as u64;
                    return Ok(count);
                }
            }
        }
    }
}

/// Returns whether the checksum is right, with bytes of either sign: both are in use.
fn is_header(block: &[u8; BLOCK]) -> bool {
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    let byte = |index: usize| match CHECKSUM.contains(&index) {
        true => b' ',
        false => block[index],
    };
    let unsigned: u32 = (0..BLOCK).map(|index| u32::from(byte(index))).sum();
    let signed: i32 = (0..BLOCK)
        .map(|index| i32::from(byte(index).cast_signed()))
        .sum();
    let told = Header::from_byte_slice(block).cksum();
    told.is_ok_and(|told| told == unsigned || told.cast_signed() == signed)
}

fn bad(at: u64, what: &str) -> io::Error {
    io::Error::other(format!("the header at byte {at} is damaged: {what}"))
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive is cut off")
}
