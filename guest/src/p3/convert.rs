//! Between the types of the crate, which are those of 0.2, and those of 0.3.

use wasip2::clocks::wall_clock::Datetime;
use wasip3::clocks::system_clock::Instant;

use super::bindings::types;
use crate::bindings::types as p2;

impl From<p2::Device> for types::Device {
    fn from(p2::Device { major, minor }: p2::Device) -> Self {
        Self { major, minor }
    }
}

impl From<types::Device> for p2::Device {
    fn from(types::Device { major, minor }: types::Device) -> Self {
        Self { major, minor }
    }
}

impl From<p2::NodeType> for types::NodeType {
    fn from(node_type: p2::NodeType) -> Self {
        match node_type {
            p2::NodeType::RegularFile => Self::RegularFile,
            p2::NodeType::Directory => Self::Directory,
            p2::NodeType::Fifo => Self::Fifo,
            p2::NodeType::Socket => Self::Socket,
            p2::NodeType::CharacterDevice(device) => Self::CharacterDevice(device.into()),
            p2::NodeType::BlockDevice(device) => Self::BlockDevice(device.into()),
        }
    }
}

/// The flags of both are the bits of POSIX.
impl From<p2::Mode> for types::Mode {
    fn from(mode: p2::Mode) -> Self {
        Self::from_bits_retain(mode.bits())
    }
}

impl From<types::Mode> for p2::Mode {
    fn from(mode: types::Mode) -> Self {
        Self::from_bits_retain(mode.bits())
    }
}

impl From<p2::Node> for types::Node {
    fn from(node: p2::Node) -> Self {
        Self {
            path: node.path,
            node_type: node.node_type.into(),
            mode: node.mode.into(),
        }
    }
}

impl From<types::FileType> for p2::FileType {
    fn from(file_type: types::FileType) -> Self {
        match file_type {
            types::FileType::Unknown => Self::Unknown,
            types::FileType::RegularFile => Self::RegularFile,
            types::FileType::Directory => Self::Directory,
            types::FileType::SymbolicLink => Self::SymbolicLink,
            types::FileType::Fifo => Self::Fifo,
            types::FileType::Socket => Self::Socket,
            types::FileType::CharacterDevice(device) => Self::CharacterDevice(device.into()),
            types::FileType::BlockDevice(device) => Self::BlockDevice(device.into()),
        }
    }
}

impl From<types::NodeStat> for p2::NodeStat {
    fn from(stat: types::NodeStat) -> Self {
        Self {
            file_type: stat.file_type.into(),
            mode: stat.mode.into(),
            link_count: stat.link_count,
            size: stat.size,
            data_access_timestamp: stat.data_access_timestamp.and_then(time),
            data_modification_timestamp: stat.data_modification_timestamp.and_then(time),
            status_change_timestamp: stat.status_change_timestamp.and_then(time),
            owner: stat
                .owner
                .map(|types::Owner { user, group }| p2::Owner { user, group }),
        }
    }
}

/// 0.2 has no times before 1970.
fn time(time: Instant) -> Option<Datetime> {
    Some(Datetime {
        seconds: time.seconds.try_into().ok()?,
        nanoseconds: time.nanoseconds,
    })
}
