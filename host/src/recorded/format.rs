//! The value of the attribute `user.containers.override_stat`: `UID:GID:MODE:TYPE`.
//!
//! The numbers of user and group are decimal, the mode is octal. The type is `file`, `dir`,
//! `symlink`, `pipe`, `socket`, `block-MAJOR-MINOR` or `char-MAJOR-MINOR`, as containers/storage
//! writes it. Older versions and fuse-overlayfs write no type. libkrun writes none either, and the
//! type bits of an `st_mode` in the mode.

use cap_mknod::{Device, Mode, NodeType};
use std::fmt;

/// The type bits of an `st_mode`, and what they mean without a number.
const TYPE_BITS: u32 = 0o170_000;
const BITS: [(u32, Option<Kind>); 8] = [
    (0, None),
    (0o010_000, Some(Kind::Pipe)),
    (0o020_000, None),
    (0o040_000, Some(Kind::Directory)),
    (0o060_000, None),
    (0o100_000, Some(Kind::File)),
    (0o120_000, Some(Kind::SymbolicLink)),
    (0o140_000, Some(Kind::Socket)),
];

/// The longest value: three numbers, two device numbers, and what is between them.
pub(crate) const LONGEST: usize = 64;

/// What is recorded of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) user: u32,
    pub(crate) group: u32,
    pub(crate) mode: Mode,
    /// The type; `None` in a record without one, for that of the node itself.
    pub(crate) kind: Option<Kind>,
}

/// A type in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory,
    SymbolicLink,
    Pipe,
    Socket,
    Block(Device),
    Character(Device),
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bad(pub(crate) &'static str);

impl Kind {
    /// The kind of a device that can be recorded. Character device 0:0 is a whiteout, which is
    /// real.
    pub(crate) fn of_device(node_type: NodeType) -> Option<Self> {
        match node_type {
            NodeType::CharacterDevice(Device::WHITEOUT) => None,
            NodeType::CharacterDevice(device) => Some(Self::Character(device)),
            NodeType::BlockDevice(device) => Some(Self::Block(device)),
            _ => None,
        }
    }

    /// The device of which this is the type.
    pub(crate) fn device(self) -> Option<NodeType> {
        match self {
            Self::Block(device) => Some(NodeType::BlockDevice(device)),
            Self::Character(device) => Some(NodeType::CharacterDevice(device)),
            _ => None,
        }
    }

    fn parse(word: &str) -> Result<Self, Bad> {
        let device = |numbers: &str| {
            let numbers = numbers.split_once('-');
            let numbers = numbers.and_then(|(major, minor)| Some((number(major)?, number(minor)?)));
            let (major, minor) = numbers.ok_or(Bad("the device is no pair of numbers"))?;
            Device::new(major, minor).map_err(|_| Bad("the device number is out of range"))
        };
        Ok(match word {
            "file" => Self::File,
            "dir" => Self::Directory,
            "symlink" => Self::SymbolicLink,
            "pipe" => Self::Pipe,
            "socket" => Self::Socket,
            _ => match word.split_once('-') {
                Some(("block", numbers)) => Self::Block(device(numbers)?),
                Some(("char", numbers)) => Self::Character(device(numbers)?),
                _ => return Err(Bad("the type is unknown")),
            },
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("file"),
            Self::Directory => f.write_str("dir"),
            Self::SymbolicLink => f.write_str("symlink"),
            Self::Pipe => f.write_str("pipe"),
            Self::Socket => f.write_str("socket"),
            Self::Block(device) => write!(f, "block-{}-{}", device.major(), device.minor()),
            Self::Character(device) => write!(f, "char-{}-{}", device.major(), device.minor()),
        }
    }
}

impl Record {
    /// Parses the value of the attribute.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(value: &[u8]) -> Result<Self, Bad> {
        let text = std::str::from_utf8(value).map_err(|_| Bad("it is not UTF-8"))?;
        let mut words = text.splitn(4, ':');
        let mut word = || words.next().ok_or(Bad("a number is missing"));
        let user = id(word()?)?;
        let group = id(word()?)?;
        let mode = digits(word()?, 8).ok_or(Bad("the mode is no octal number"))?;
        if mode & !(TYPE_BITS | 0o7777) != 0 {
            return Err(Bad("the mode is out of range"));
        }
        let by_bits = BITS.iter().find(|(bits, _)| mode & TYPE_BITS == *bits);
        let (_, by_bits) = by_bits.ok_or(Bad("the mode has unknown type bits"))?;
        Ok(Self {
            user,
            group,
            mode: Mode::from_bits_truncate((mode & 0o7777) as u16),
            kind: match words.next() {
                Some(word) => Some(Kind::parse(word)?),
                None => *by_bits,
            },
        })
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.user, self.group, self.mode)?;
        match self.kind {
            Some(kind) => write!(f, ":{kind}"),
            None => Ok(()),
        }
    }
}

/// The number of a user or a group. The largest one is nobody's.
fn id(word: &str) -> Result<u32, Bad> {
    let id = number(word).filter(|id| *id != u32::MAX);
    id.ok_or(Bad("a user or a group is no number"))
}

fn number(word: &str) -> Option<u32> {
    digits(word, 10)
}

/// A number without a sign, which `from_str_radix` alone would take.
fn digits(word: &str, radix: u32) -> Option<u32> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| u32::from_str_radix(word, radix).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::{Bad, Kind, Record};
    use cap_mknod::{Device, Mode};

    fn record(user: u32, group: u32, mode: u16, kind: Option<Kind>) -> Record {
        Record {
            user,
            group,
            mode: Mode::from_bits_truncate(mode),
            kind,
        }
    }

    fn device(major: u32, minor: u32) -> Device {
        Device::new(major, minor).unwrap()
    }

    #[test]
    fn values_as_containers_storage_writes_them() {
        for (text, expected) in [
            (
                "1000:1011:0644:file",
                record(1000, 1011, 0o644, Some(Kind::File)),
            ),
            ("0:0:0755:dir", record(0, 0, 0o755, Some(Kind::Directory))),
            (
                "1:2:0777:symlink",
                record(1, 2, 0o777, Some(Kind::SymbolicLink)),
            ),
            ("3:4:0666:pipe", record(3, 4, 0o666, Some(Kind::Pipe))),
            ("5:6:1700:socket", record(5, 6, 0o1700, Some(Kind::Socket))),
            (
                "7:8:0660:block-8-0",
                record(7, 8, 0o660, Some(Kind::Block(device(8, 0)))),
            ),
            (
                "0:5:0666:char-4095-1048575",
                record(0, 5, 0o666, Some(Kind::Character(device(4095, 1_048_575)))),
            ),
            ("9:9:4755:file", record(9, 9, 0o4755, Some(Kind::File))),
            ("0:0:0640", record(0, 0, 0o640, None)),
        ] {
            assert_eq!(Record::parse(text.as_bytes()), Ok(expected), "{text}");
            assert_eq!(expected.to_string(), text);
        }
    }

    #[test]
    fn values_as_others_write_them() {
        for (text, expected) in [
            ("0:0:755", record(0, 0, 0o755, None)),
            ("0:0:00644", record(0, 0, 0o644, None)),
            ("0:0:0100755", record(0, 0, 0o755, Some(Kind::File))),
            ("0:0:040700", record(0, 0, 0o700, Some(Kind::Directory))),
            ("0:0:010600", record(0, 0, 0o600, Some(Kind::Pipe))),
            // There is no number.
            ("0:0:020600", record(0, 0, 0o600, None)),
        ] {
            assert_eq!(Record::parse(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn bad_values_are_none() {
        for text in [
            "",
            "0",
            "0:0",
            ":0:0644",
            "0:0:",
            "-1:0:0644",
            "+1:0:0644",
            "0:4294967295:0644",
            "0:4294967296:0644",
            "0:0:0888",
            "0:0:0x1ff",
            "0:0:1000000",
            "0:0:0170000",
            "0:0:0644:",
            "0:0:0644:File",
            "0:0:0644:file ",
            "0:0:0644:file\0",
            "0:0:0644:char",
            "0:0:0644:char-1",
            "0:0:0644:char-1-",
            "0:0:0644:char-1-3-5",
            "0:0:0644:char-4096-0",
            "0:0:0644:block-0-1048576",
            "0:0:0644:block--1-0",
            "0 :0:0644",
        ] {
            assert!(Record::parse(text.as_bytes()).is_err(), "{text:?}");
        }
        assert_eq!(Record::parse(b"\xff"), Err(Bad("it is not UTF-8")));
    }
}
