//! Node types, and how the raw form `mode` and `dev` spells them.

use std::fmt;

use crate::bindings::types::{Device, Mode, Node, NodeType};
use crate::mode::{S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK};

impl NodeType {
    /// Reads the type out of a `mode` (`S_IF* | 07777`), with the device number `dev` where the
    /// type has one.
    ///
    /// A type of 0 is a regular file. The answer is `None` for what `mknod(2)` cannot make: a
    /// symbolic link, a type without a name, and a `mode` with bits outside `0o177777`.
    pub const fn from_raw_mode(mode: u32, dev: u64) -> Option<Self> {
        if mode & !(S_IFMT | 0o7777) != 0 {
            return None;
        }
        let device = Device::new(crate::major(dev), crate::minor(dev));
        match mode & S_IFMT {
            0 | S_IFREG => Some(Self::RegularFile),
            S_IFDIR => Some(Self::Directory),
            S_IFIFO => Some(Self::Fifo),
            S_IFSOCK => Some(Self::Socket),
            S_IFCHR => Some(Self::CharacterDevice(device)),
            S_IFBLK => Some(Self::BlockDevice(device)),
            _ => None,
        }
    }

    /// Returns the `S_IF*` constant of the type.
    pub const fn as_raw_mode(self) -> u32 {
        match self {
            Self::RegularFile => S_IFREG,
            Self::Directory => S_IFDIR,
            Self::Fifo => S_IFIFO,
            Self::Socket => S_IFSOCK,
            Self::CharacterDevice(_) => S_IFCHR,
            Self::BlockDevice(_) => S_IFBLK,
        }
    }

    /// Returns the device number of a character or block device, and `None` for the other types.
    pub const fn device(self) -> Option<Device> {
        match self {
            Self::CharacterDevice(device) | Self::BlockDevice(device) => Some(device),
            Self::RegularFile | Self::Directory | Self::Fifo | Self::Socket => None,
        }
    }
}

/// In words, such as `FIFO` or `character device 1:3`.
impl fmt::Display for NodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RegularFile => f.write_str("regular file"),
            Self::Directory => f.write_str("directory"),
            Self::Fifo => f.write_str("FIFO"),
            Self::Socket => f.write_str("socket"),
            Self::CharacterDevice(device) => write!(f, "character device {device}"),
            Self::BlockDevice(device) => write!(f, "block device {device}"),
        }
    }
}

impl Node {
    /// Describes the node `path` for [`mknod_many`](crate::mknod_many).
    pub fn new(path: impl Into<String>, node_type: NodeType, mode: Mode) -> Self {
        Self {
            path: path.into(),
            node_type,
            mode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Device, NodeType};

    #[test]
    fn types_come_from_raw_modes() {
        let device = Device::new(1, 3);
        for (mode, expected) in [
            (0, Some(NodeType::RegularFile)),
            (0o644, Some(NodeType::RegularFile)),
            (0o100_000, Some(NodeType::RegularFile)),
            (0o040_755, Some(NodeType::Directory)),
            (0o010_600, Some(NodeType::Fifo)),
            (0o017_777, Some(NodeType::Fifo)),
            (0o140_777, Some(NodeType::Socket)),
            (0o020_666, Some(NodeType::CharacterDevice(device))),
            (0o060_660, Some(NodeType::BlockDevice(device))),
            (0o120_777, None),
            (0o030_000, None),
            (0o170_000, None),
            (0o210_000, None),
            (u32::MAX, None),
        ] {
            let found = NodeType::from_raw_mode(mode, crate::makedev(1, 3));
            assert_eq!(found, expected, "{mode:o}");
            if let (Some(node_type), true) = (found, mode > 0o7777) {
                assert_eq!(node_type.as_raw_mode(), mode & super::S_IFMT);
            }
        }
    }

    #[test]
    fn device_numbers_count_for_devices_only() {
        assert_eq!(
            NodeType::from_raw_mode(0o020_000, u64::MAX).and_then(NodeType::device),
            Some(u64::MAX.into())
        );
        assert_eq!(
            NodeType::from_raw_mode(0o010_000, u64::MAX),
            Some(NodeType::Fifo)
        );
        assert_eq!(NodeType::Fifo.device(), None);
    }
}
