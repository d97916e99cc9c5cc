//! Archives that are written by hand.

/// The size of a block.
pub(crate) const BLOCK: usize = 512;

/// An entry. Numbers may be replaced by any bytes.
#[derive(Clone)]
pub(crate) struct Raw {
    header: [u8; BLOCK],
    data: Vec<u8>,
    /// What comes after it.
    next: Vec<u8>,
}

impl Raw {
    /// An entry of this type, as POSIX has the letters.
    pub(crate) fn new(letter: u8, name: &str) -> Self {
        let mut header = [0; BLOCK];
        header[..name.len().min(100)].copy_from_slice(&name.as_bytes()[..name.len().min(100)]);
        header[156] = letter;
        header[257..265].copy_from_slice(b"ustar\x0000");
        let raw = Self {
            header,
            data: Vec::new(),
            next: Vec::new(),
        };
        let raw = raw.field(100, b"0000644\0").field(108, b"0000000\0");
        let raw = raw.field(116, b"0000000\0").field(136, b"00000000001\0");
        raw.data(b"")
    }

    /// A file.
    pub(crate) fn file(name: &str, data: &str) -> Self {
        Self::new(b'0', name).data(data.as_bytes())
    }

    /// A directory.
    pub(crate) fn dir(name: &str) -> Self {
        Self::new(b'5', name).field(100, b"0000755\0")
    }

    /// A symbolic link.
    pub(crate) fn symlink(name: &str, target: &str) -> Self {
        Self::new(b'2', name).link(target)
    }

    /// A hard link.
    pub(crate) fn hard(name: &str, target: &str) -> Self {
        Self::new(b'1', name).link(target)
    }

    fn link(self, target: &str) -> Self {
        self.field(157, target.as_bytes())
    }

    /// A header of pax before another entry.
    pub(crate) fn pax(records: &[u8]) -> Self {
        Self::new(b'x', "pax").data(records)
    }

    /// Sets the data and its size.
    pub(crate) fn data(mut self, data: &[u8]) -> Self {
        self.data = data.to_vec();
        let size = format!("{:011o}\0", data.len());
        self.field(124, size.as_bytes())
    }

    /// Replaces bytes of the header.
    pub(crate) fn field(mut self, at: usize, bytes: &[u8]) -> Self {
        self.header[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    /// Appends other entries to this one.
    pub(crate) fn followed_by(mut self, next: Vec<u8>) -> Self {
        self.next = next;
        self
    }

    /// Appends the entry to an archive.
    pub(crate) fn write(&self, archive: &mut Vec<u8>) {
        let mut header = self.header;
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(&self.data);
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
        archive.extend_from_slice(&self.next);
    }
}

/// A record of pax.
pub(crate) fn record(key: &str, value: &str) -> Vec<u8> {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len() + 1;
    while format!("{length}{rest}").len() != length {
        length += 1;
    }
    format!("{length}{rest}").into_bytes()
}

/// An archive of these entries, with its end.
pub(crate) fn archive(entries: &[Raw]) -> Vec<u8> {
    let mut archive = Vec::new();
    entries.iter().for_each(|entry| entry.write(&mut archive));
    archive.extend_from_slice(&[0; 2 * BLOCK]);
    archive
}
