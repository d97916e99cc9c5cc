//! One call of `mknod`, as a host tells it to a guest: a line of text.

use std::fmt;
use std::str::FromStr;

/// A call of `mknod` with anything in it that the interface can express, sensible or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What is given as `dir-fd`.
    pub start: Start,
    /// The path.
    pub path: String,
    /// The node type.
    pub kind: Kind,
    /// The mode, of which the guest has twelve bits.
    pub mode: u16,
}

/// A descriptor of the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// The first preopened directory.
    Preopen,
    /// What the guest gets when it opens this path, a file or a directory, beneath the first
    /// preopened directory.
    Opened(String),
}

/// A node type, with the device number where it has one. The number may be out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    RegularFile,
    /// A directory.
    Directory,
    /// A FIFO.
    Fifo,
    /// A socket.
    Socket,
    /// A character device.
    CharacterDevice(u32, u32),
    /// A block device.
    BlockDevice(u32, u32),
}

impl Call {
    /// A call with the first preopened directory and mode 0640.
    pub fn new(path: impl Into<String>, kind: Kind) -> Self {
        Self {
            start: Start::Preopen,
            path: path.into(),
            kind,
            mode: 0o640,
        }
    }

    /// Sets the mode.
    #[must_use]
    pub fn mode(mut self, mode: u16) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the descriptor.
    #[must_use]
    pub fn start(mut self, start: Start) -> Self {
        self.start = start;
        self
    }
}

impl Kind {
    /// One of each type. The devices are those of `/dev/null`, and a block device without a driver
    /// on most machines.
    pub const EACH: [Self; 6] = [
        Self::RegularFile,
        Self::Directory,
        Self::Fifo,
        Self::Socket,
        Self::CharacterDevice(1, 3),
        Self::BlockDevice(240, 7),
    ];

    /// The name of the type, as the interface has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::RegularFile => "regular-file",
            Self::Directory => "directory",
            Self::Fifo => "fifo",
            Self::Socket => "socket",
            Self::CharacterDevice(..) => "character-device",
            Self::BlockDevice(..) => "block-device",
        }
    }

    /// The device number, of devices.
    pub fn device(self) -> Option<(u32, u32)> {
        match self {
            Self::CharacterDevice(major, minor) | Self::BlockDevice(major, minor) => {
                Some((major, minor))
            }
            Self::RegularFile | Self::Directory | Self::Fifo | Self::Socket => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.device() {
            Some((major, minor)) => write!(f, ":{major}:{minor}"),
            None => Ok(()),
        }
    }
}

/// The type, the mode in octal, the start (empty for the preopened directory) and the path,
/// separated by tabs, with escapes in the latter two.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = match &self.start {
            Start::Preopen => "",
            Start::Opened(path) => path,
        };
        write!(f, "{}\t{:o}\t", self.kind, self.mode)?;
        write!(f, "{}\t{}", escape(start), escape(&self.path))
    }
}

impl FromStr for Call {
    type Err = ParseCallError;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        parse(line).ok_or_else(|| ParseCallError(line.to_owned()))
    }
}

fn parse(line: &str) -> Option<Call> {
    let mut fields = line.split('\t');
    let kind = parse_kind(fields.next()?)?;
    let mode = u16::from_str_radix(fields.next()?, 8).ok()?;
    let start = match unescape(fields.next()?)? {
        path if path.is_empty() => Start::Preopen,
        path => Start::Opened(path),
    };
    let path = unescape(fields.next()?)?;
    fields.next().is_none().then_some(Call {
        start,
        path,
        kind,
        mode,
    })
}

fn parse_kind(word: &str) -> Option<Kind> {
    let mut parts = word.split(':');
    let name = parts.next()?;
    let mut number = || parts.next()?.parse().ok();
    Some(match name {
        "regular-file" => Kind::RegularFile,
        "directory" => Kind::Directory,
        "fifo" => Kind::Fifo,
        "socket" => Kind::Socket,
        "character-device" => Kind::CharacterDevice(number()?, number()?),
        "block-device" => Kind::BlockDevice(number()?, number()?),
        _ => return None,
    })
}

fn escape(path: &str) -> String {
    let mut escaped = String::new();
    for char in path.chars() {
        match char {
            '%' | '\0'..' ' => escaped.push_str(&format!("%{:02x}", u32::from(char))),
            char => escaped.push(char),
        }
    }
    escaped
}

fn unescape(escaped: &str) -> Option<String> {
    let mut parts = escaped.split('%');
    let mut path = parts.next()?.to_owned();
    for part in parts {
        let byte = u8::from_str_radix(part.get(..2)?, 16).ok()?;
        path.push(byte.into());
        path.push_str(&part[2..]);
    }
    Some(path)
}

/// The error of parsing a [`Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseCallError(String);

impl fmt::Display for ParseCallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a call: {:?}", self.0)
    }
}

impl std::error::Error for ParseCallError {}

#[cfg(test)]
mod tests {
    use super::{Call, Kind, Start};

    #[test]
    fn calls_survive_the_way_to_the_guest() {
        for kind in Kind::EACH {
            for path in ["", "new", "a b/%\0\n\t", "é/..", "%41"] {
                let call = Call::new(path, kind).mode(0o7777);
                assert_eq!(call.to_string().parse(), Ok(call.clone()));
                let call = call.start(Start::Opened("dir\n".into()));
                assert_eq!(call.to_string().parse(), Ok(call.clone()));
                assert_eq!(call.to_string().lines().count(), 1);
            }
        }
        for line in [
            "",
            "fifo",
            "fifo\t600\t\tnew\t",
            "link\t600\t\tnew",
            "fifo\t600\t\t%",
        ] {
            assert!(line.parse::<Call>().is_err(), "{line:?}");
        }
    }
}
