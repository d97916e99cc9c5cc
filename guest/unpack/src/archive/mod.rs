//! The entries of a tar archive, one after the other.
//!
//! The crate `tar` reads the fields of a header. Its own iterator hides the map of a sparse file,
//! which says where nothing needs to be written, so the entries are put together here.
//!
//! References: POSIX `pax`; GNU tar manual, "Basic Tar Format" and "Storing Sparse Files".

mod blocks;
mod checksum;
mod entry;
mod number;
mod pax;
mod sparse;
#[cfg(test)]
mod tests;

pub(crate) use entry::{Entry, Kind};
pub(crate) use sparse::Extent;

use blocks::Blocks;
use checksum::is_header;
use pax::{Headers, Records};
use std::io::{self, BufRead};
use std::rc::Rc;
use tar::{EntryType, Header};

const BLOCK: usize = 512;
/// The longest name, and the longest list of records of pax, in bytes.
const LONGEST: u64 = 1 << 20;

/// An archive that is read from its beginning to its end.
pub(crate) struct Archive<R> {
    blocks: Blocks<R>,
    /// The bytes of the present entry that are still to come, and those that fill its last block.
    data: u64,
    padding: u64,
    global: Rc<Headers>,
}

/// What precedes a header and belongs to it.
#[derive(Default)]
struct Before {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    records: Headers,
}

impl Before {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.link.is_none() && self.records.is_empty()
    }
}

impl<R: BufRead> Archive<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            blocks: Blocks::new(input),
            data: 0,
            padding: 0,
            global: Rc::default(),
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
            let at = self.blocks.position();
            let Some(block) = self.read_header()? else {
                self.blocks.drain()?;
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
                    let global = Rc::make_mut(&mut self.global);
                    global.merge(&records).map_err(wrong)?;
                }
                _ => return self.finish(header, before).map(Some).map_err(wrong),
            }
        }
    }

    /// Puts an entry together of its header and what came before.
    fn finish(&mut self, header: &Header, before: Before) -> io::Result<Entry> {
        let records = Records {
            own: before.records,
            global: Rc::clone(&self.global),
        };
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
                if let Some((size, extents)) = sparse::read(self, header, &records.own)? {
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

    /// Returns the next bytes of the present entry, as many as there are at once; none at its end.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub(crate) fn data(&mut self) -> io::Result<&[u8]> {
        if self.data == 0 {
            return Ok(&[]);
        }
        let most = usize::try_from(self.data).unwrap_or(usize::MAX);
        let bytes = self.blocks.fill()?;
        match bytes.is_empty() {
            true => Err(cut_off()),
            false => Ok(&bytes[..bytes.len().min(most)]),
        }
    }

    /// Passes over bytes that [`data`](Self::data) has returned.
    pub(crate) fn consume(&mut self, count: usize) {
        self.data = self.data.saturating_sub(count as u64);
        self.blocks.pass(count);
    }

    /// Reads bytes of the present entry; none at its end.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub(crate) fn read_data(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.data()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }

    fn set_data(&mut self, size: u64) {
        self.data = size;
        let last = size % BLOCK as u64;
        self.padding = (BLOCK as u64 - last) % BLOCK as u64;
    }

    /// Reads a block that belongs to the header.
    fn read_block(&mut self, block: &mut [u8; BLOCK]) -> io::Result<()> {
        match self.blocks.read(block)? {
            BLOCK => Ok(()),
            _ => Err(cut_off()),
        }
    }

    /// Reads the block of the next header. The end is two blocks of zeros, or the end of the input.
    fn read_header(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let at = self.blocks.position();
        let mut block = [0; BLOCK];
        match self.blocks.read(&mut block)? {
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
        loop {
            match self.data()?.len() {
                0 => break,
                count => self.consume(count),
            }
        }
        let mut padding = std::mem::take(&mut self.padding) as usize;
        while padding > 0 {
            let count = self.blocks.fill()?.len().min(padding);
            if count == 0 {
                return Err(cut_off());
            }
            self.blocks.pass(count);
            padding -= count;
        }
        Ok(())
    }
}

fn bad(at: u64, what: &str) -> io::Error {
    io::Error::other(format!("the header at byte {at} is damaged: {what}"))
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive is cut off")
}
