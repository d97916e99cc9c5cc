//! The interface `types`, whose text is the same in each WASI version, so that the bindings of all
//! versions share these types.

use crate::attributes::{Attribute, OutOfRange, Requested};
use crate::mknod::MknodRequest;
use crate::sys::stat::NewTime as CoreTime;
use crate::sys::stat::Stat;
use crate::{InvalidDevice, sys};

#[expect(
    missing_docs,
    reason = "the documentation of generated items is that of the WIT"
)]
mod generated {
    wasmtime::component::bindgen!({
        path: "wit/p2",
        inline: "
            package wasi-mknod:bindings;

            world imports {
                import wasi-mknod:filesystem/types@0.2.0;
            }
        ",
        world: "wasi-mknod:bindings/imports",
        require_store_data_send: true,
    });
}

pub use self::generated::wasi_mknod::filesystem::types::*;

const BITS: [(Mode, crate::Mode); 12] = [
    (Mode::OTHER_EXECUTE, crate::Mode::OTHER_EXECUTE),
    (Mode::OTHER_WRITE, crate::Mode::OTHER_WRITE),
    (Mode::OTHER_READ, crate::Mode::OTHER_READ),
    (Mode::GROUP_EXECUTE, crate::Mode::GROUP_EXECUTE),
    (Mode::GROUP_WRITE, crate::Mode::GROUP_WRITE),
    (Mode::GROUP_READ, crate::Mode::GROUP_READ),
    (Mode::OWNER_EXECUTE, crate::Mode::OWNER_EXECUTE),
    (Mode::OWNER_WRITE, crate::Mode::OWNER_WRITE),
    (Mode::OWNER_READ, crate::Mode::OWNER_READ),
    (Mode::STICKY, crate::Mode::STICKY),
    (Mode::SET_GROUP_ID, crate::Mode::SET_GROUP_ID),
    (Mode::SET_USER_ID, crate::Mode::SET_USER_ID),
];

impl From<Mode> for crate::Mode {
    fn from(mode: Mode) -> Self {
        let mut bits = Self::empty();
        for (flag, bit) in BITS {
            bits.set(bit, mode.contains(flag));
        }
        bits
    }
}

impl From<crate::Mode> for Mode {
    fn from(mode: crate::Mode) -> Self {
        let mut flags = Self::empty();
        for (flag, bit) in BITS {
            if mode.contains(bit) {
                flags |= flag;
            }
        }
        flags
    }
}

impl TryFrom<NodeType> for crate::NodeType {
    type Error = InvalidDevice;

    fn try_from(node_type: NodeType) -> Result<Self, InvalidDevice> {
        let device = |device: Device| crate::Device::new(device.major, device.minor);
        Ok(match node_type {
            NodeType::RegularFile => Self::RegularFile,
            NodeType::Directory => Self::Directory,
            NodeType::Fifo => Self::Fifo,
            NodeType::Socket => Self::Socket,
            NodeType::CharacterDevice(number) => Self::CharacterDevice(device(number)?),
            NodeType::BlockDevice(number) => Self::BlockDevice(device(number)?),
        })
    }
}

impl From<Node> for MknodRequest {
    fn from(node: Node) -> Self {
        Self {
            path: node.path,
            node_type: node.node_type.try_into(),
            mode: node.mode.into(),
        }
    }
}

/// Returns the request for a mode.
pub(crate) fn requested_mode(mode: Mode) -> Requested {
    Ok(Attribute::Mode(mode.into()))
}

/// Returns the request for an owner. The largest number is -1 for the kernel, which means no change.
pub(crate) fn requested_owner(owner: NewOwner) -> Requested {
    let NewOwner { user, group } = owner;
    match [user, group].contains(&Some(u32::MAX)) {
        true => Err(OutOfRange),
        false => Ok(Attribute::Owner { user, group }),
    }
}

/// Returns the request for times.
pub(crate) fn requested_times(accessed: NewTime, modified: NewTime) -> Requested {
    Ok(Attribute::Times {
        accessed: new_time(accessed)?,
        modified: new_time(modified)?,
    })
}

fn new_time(time: NewTime) -> Result<CoreTime, OutOfRange> {
    Ok(match time {
        NewTime::NoChange => CoreTime::Same,
        NewTime::Now => CoreTime::Now,
        NewTime::Timestamp(time) if time.nanoseconds >= 1_000_000_000 => return Err(OutOfRange),
        NewTime::Timestamp(time) => CoreTime::At(time.seconds, time.nanoseconds),
    })
}

impl NodeStat {
    /// Returns what a guest is told of a node.
    pub(crate) fn new(stat: &Stat, show_owner: bool) -> Self {
        Self {
            file_type: FileType::of(stat),
            mode: crate::Mode::from_bits_truncate(stat.mode).into(),
            link_count: stat.links,
            size: stat.size,
            data_access_timestamp: timestamp(stat.accessed),
            data_modification_timestamp: timestamp(stat.modified),
            status_change_timestamp: timestamp(stat.changed),
            owner: show_owner.then_some(Owner {
                user: stat.user,
                group: stat.group,
            }),
        }
    }
}

impl FileType {
    fn of(stat: &Stat) -> Self {
        let (major, minor) = stat.device;
        let device = Device { major, minor };
        match stat.file_type {
            sys::stat::FileType::RegularFile => Self::RegularFile,
            sys::stat::FileType::Directory => Self::Directory,
            sys::stat::FileType::Symlink => Self::SymbolicLink,
            sys::stat::FileType::Fifo => Self::Fifo,
            sys::stat::FileType::Socket => Self::Socket,
            sys::stat::FileType::CharacterDevice => Self::CharacterDevice(device),
            sys::stat::FileType::BlockDevice => Self::BlockDevice(device),
            _ => Self::Unknown,
        }
    }
}

fn timestamp((seconds, nanoseconds): (i64, u32)) -> Timestamp {
    Timestamp {
        seconds,
        nanoseconds,
    }
}

#[cfg(test)]
#[test]
fn flag_n_is_bit_n() {
    for (n, (flag, bit)) in BITS.into_iter().enumerate() {
        assert_eq!(bit.bits(), 1 << n);
        assert_eq!(crate::Mode::from(flag), bit);
        assert_eq!(Mode::from(bit), flag);
    }
    assert_eq!(crate::Mode::from(Mode::all()), crate::Mode::all());
}
