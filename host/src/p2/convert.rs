//! From the types of the bindings to those of the core, and back.

use super::bindings::sync::filesystem::types;
use crate::error::ErrorCode;
use crate::prepare::Request;
use crate::{Device, InvalidDevice, Mode, NodeType};
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode as WasiErrorCode;

impl TryFrom<types::NodeType> for NodeType {
    type Error = InvalidDevice;

    fn try_from(node_type: types::NodeType) -> Result<Self, InvalidDevice> {
        let device = |device: types::Device| Device::new(device.major, device.minor);
        Ok(match node_type {
            types::NodeType::RegularFile => Self::RegularFile,
            types::NodeType::Directory => Self::Directory,
            types::NodeType::Fifo => Self::Fifo,
            types::NodeType::Socket => Self::Socket,
            types::NodeType::CharacterDevice(number) => Self::CharacterDevice(device(number)?),
            types::NodeType::BlockDevice(number) => Self::BlockDevice(device(number)?),
        })
    }
}

impl From<types::Mode> for Mode {
    fn from(mode: types::Mode) -> Self {
        let mut bits = Self::empty();
        for (flag, bit) in PAIRS {
            bits.set(bit, mode.contains(flag));
        }
        bits
    }
}

impl From<Mode> for types::Mode {
    fn from(mode: Mode) -> Self {
        let mut flags = Self::empty();
        for (flag, bit) in PAIRS {
            if mode.contains(bit) {
                flags |= flag;
            }
        }
        flags
    }
}

const PAIRS: [(types::Mode, Mode); 12] = [
    (types::Mode::OTHER_EXECUTE, Mode::OTHER_EXECUTE),
    (types::Mode::OTHER_WRITE, Mode::OTHER_WRITE),
    (types::Mode::OTHER_READ, Mode::OTHER_READ),
    (types::Mode::GROUP_EXECUTE, Mode::GROUP_EXECUTE),
    (types::Mode::GROUP_WRITE, Mode::GROUP_WRITE),
    (types::Mode::GROUP_READ, Mode::GROUP_READ),
    (types::Mode::OWNER_EXECUTE, Mode::OWNER_EXECUTE),
    (types::Mode::OWNER_WRITE, Mode::OWNER_WRITE),
    (types::Mode::OWNER_READ, Mode::OWNER_READ),
    (types::Mode::STICKY, Mode::STICKY),
    (types::Mode::SET_GROUP_ID, Mode::SET_GROUP_ID),
    (types::Mode::SET_USER_ID, Mode::SET_USER_ID),
];

impl Request {
    pub(super) fn new(path: String, node_type: types::NodeType, mode: types::Mode) -> Self {
        Self {
            path,
            node_type: node_type.try_into(),
            mode: mode.into(),
        }
    }
}

impl From<types::Node> for Request {
    fn from(node: types::Node) -> Self {
        Self::new(node.path, node.node_type, node.mode)
    }
}

impl From<ErrorCode> for WasiErrorCode {
    fn from(error: ErrorCode) -> Self {
        match error {
            ErrorCode::Access => Self::Access,
            ErrorCode::Already => Self::Already,
            ErrorCode::BadDescriptor => Self::BadDescriptor,
            ErrorCode::Busy => Self::Busy,
            ErrorCode::CrossDevice => Self::CrossDevice,
            ErrorCode::Deadlock => Self::Deadlock,
            ErrorCode::Exist => Self::Exist,
            ErrorCode::FileTooLarge => Self::FileTooLarge,
            ErrorCode::IllegalByteSequence => Self::IllegalByteSequence,
            ErrorCode::InProgress => Self::InProgress,
            ErrorCode::InsufficientMemory => Self::InsufficientMemory,
            ErrorCode::InsufficientSpace => Self::InsufficientSpace,
            ErrorCode::Interrupted => Self::Interrupted,
            ErrorCode::Invalid => Self::Invalid,
            ErrorCode::InvalidSeek => Self::InvalidSeek,
            ErrorCode::Io | ErrorCode::Other(_) => Self::Io,
            ErrorCode::IsDirectory => Self::IsDirectory,
            ErrorCode::Loop => Self::Loop,
            ErrorCode::MessageSize => Self::MessageSize,
            ErrorCode::NameTooLong => Self::NameTooLong,
            ErrorCode::NoDevice => Self::NoDevice,
            ErrorCode::NoEntry => Self::NoEntry,
            ErrorCode::NoLock => Self::NoLock,
            ErrorCode::NoSuchDevice => Self::NoSuchDevice,
            ErrorCode::NoTty => Self::NoTty,
            ErrorCode::NotDirectory => Self::NotDirectory,
            ErrorCode::NotEmpty => Self::NotEmpty,
            ErrorCode::NotPermitted => Self::NotPermitted,
            ErrorCode::NotRecoverable => Self::NotRecoverable,
            ErrorCode::Overflow => Self::Overflow,
            ErrorCode::Pipe => Self::Pipe,
            ErrorCode::Quota => Self::Quota,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::TextFileBusy => Self::TextFileBusy,
            ErrorCode::TooManyLinks => Self::TooManyLinks,
            ErrorCode::Unsupported => Self::Unsupported,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PAIRS, types};
    use crate::Mode;

    #[test]
    fn flag_n_is_bit_n() {
        for (n, (flag, bit)) in PAIRS.into_iter().enumerate() {
            assert_eq!(bit.bits(), 1 << n);
            assert_eq!(Mode::from(flag), bit);
            assert_eq!(types::Mode::from(bit), flag);
        }
        assert_eq!(Mode::from(types::Mode::all()), Mode::all());
    }
}
