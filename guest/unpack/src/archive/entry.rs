//! What an entry says.

use super::Extent;
use super::pax::{Records, from_1970};
use std::io;
use std::time::{Duration, SystemTime};
use tar::{EntryType, Header};
use wasi_mknod::Device;

/// An entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    /// What a link leads to.
    pub(crate) link: Vec<u8>,
    pub(crate) kind: Kind,
    /// The twelve bits.
    pub(crate) mode: u32,
    pub(crate) user: u64,
    pub(crate) group: u64,
    pub(crate) modified: Option<SystemTime>,
    pub(crate) accessed: Option<SystemTime>,
    /// The size of a file with its holes.
    pub(crate) size: u64,
    /// Where the bytes of a sparse file belong.
    pub(crate) extents: Option<Vec<Extent>>,
    /// Whether the entry has extended attributes.
    pub(crate) extended: bool,
}

/// The type of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory,
    SymbolicLink,
    HardLink,
    Fifo,
    Character(Device),
    Block(Device),
    /// A letter that is not one of these.
    Other(u8),
}

impl Entry {
    pub(super) fn new(header: &Header, records: &Records) -> io::Result<Self> {
        let name = records
            .get("GNU.sparse.name")
            .or_else(|| records.get("path"));
        let name = name.map_or_else(|| header.path_bytes().into_owned(), <[u8]>::to_vec);
        let link = records.get("linkpath").map(<[u8]>::to_vec);
        let link = link.or_else(|| header.link_name_bytes().map(|link| link.into_owned()));
        let own = |own: Option<u64>, header: io::Result<u64>| own.map_or(header, Ok);
        let modified = match records.time("mtime")? {
            Some(time) => Some(time),
            // Numbers below zero are two's complement.
            None => since_1970(header.mtime()?.cast_signed()),
        };
        Ok(Self {
            kind: kind(header, &name)?,
            name,
            link: link.unwrap_or_default(),
            mode: header.mode()? & 0o7777,
            user: own(records.number("uid")?, header.uid())?,
            group: own(records.number("gid")?, header.gid())?,
            modified,
            accessed: records.time("atime")?,
            size: 0,
            extents: None,
            extended: records.has_attributes(),
        })
    }
}

fn kind(header: &Header, name: &[u8]) -> io::Result<Kind> {
    let device = || {
        let major = header.device_major()?.unwrap_or(0);
        let minor = header.device_minor()?.unwrap_or(0);
        io::Result::Ok(Device::new(major, minor))
    };
    Ok(match header.entry_type() {
        // Before POSIX a directory was a file whose name ends in a slash.
        EntryType::Regular if header.as_ustar().is_none() && header.as_gnu().is_none() => {
            match name.ends_with(b"/") {
                true => Kind::Directory,
                false => Kind::File,
            }
        }
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => Kind::File,
        EntryType::Directory => Kind::Directory,
        EntryType::Symlink => Kind::SymbolicLink,
        EntryType::Link => Kind::HardLink,
        EntryType::Fifo => Kind::Fifo,
        EntryType::Char => Kind::Character(device()?),
        EntryType::Block => Kind::Block(device()?),
        other => Kind::Other(other.as_byte()),
    })
}

fn since_1970(seconds: i64) -> Option<SystemTime> {
    from_1970(Duration::from_secs(seconds.unsigned_abs()), seconds < 0)
}
