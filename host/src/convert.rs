//! From the types of the bindings to those of the core, and back.
//!
//! Every WASI version has bindings, and types, of its own, which are the same but for a few. So the conversions are
//! written once, as a macro, and each version puts in where it differs.

/// Defines the conversions for the bindings `$types` and the `error-code` `$error` of one WASI version.
///
/// `$other` makes an `error-code` of an `errno` for which WASI has no name, `$time` a time of seconds since 1970 and
/// nanoseconds beyond them, or nothing if it cannot be said.
macro_rules! conversions {
    ($types:ident, $error:ident, other: $other:expr, time: $time:expr) => {
        impl TryFrom<$types::NodeType> for crate::NodeType {
            type Error = crate::InvalidDevice;

            fn try_from(node_type: $types::NodeType) -> Result<Self, crate::InvalidDevice> {
                let device =
                    |device: $types::Device| crate::Device::new(device.major, device.minor);
                Ok(match node_type {
                    $types::NodeType::RegularFile => Self::RegularFile,
                    $types::NodeType::Directory => Self::Directory,
                    $types::NodeType::Fifo => Self::Fifo,
                    $types::NodeType::Socket => Self::Socket,
                    $types::NodeType::CharacterDevice(number) => {
                        Self::CharacterDevice(device(number)?)
                    }
                    $types::NodeType::BlockDevice(number) => Self::BlockDevice(device(number)?),
                })
            }
        }

        const PAIRS: [($types::Mode, crate::Mode); 12] = [
            ($types::Mode::OTHER_EXECUTE, crate::Mode::OTHER_EXECUTE),
            ($types::Mode::OTHER_WRITE, crate::Mode::OTHER_WRITE),
            ($types::Mode::OTHER_READ, crate::Mode::OTHER_READ),
            ($types::Mode::GROUP_EXECUTE, crate::Mode::GROUP_EXECUTE),
            ($types::Mode::GROUP_WRITE, crate::Mode::GROUP_WRITE),
            ($types::Mode::GROUP_READ, crate::Mode::GROUP_READ),
            ($types::Mode::OWNER_EXECUTE, crate::Mode::OWNER_EXECUTE),
            ($types::Mode::OWNER_WRITE, crate::Mode::OWNER_WRITE),
            ($types::Mode::OWNER_READ, crate::Mode::OWNER_READ),
            ($types::Mode::STICKY, crate::Mode::STICKY),
            ($types::Mode::SET_GROUP_ID, crate::Mode::SET_GROUP_ID),
            ($types::Mode::SET_USER_ID, crate::Mode::SET_USER_ID),
        ];

        impl From<$types::Mode> for crate::Mode {
            fn from(mode: $types::Mode) -> Self {
                let mut bits = Self::empty();
                for (flag, bit) in PAIRS {
                    bits.set(bit, mode.contains(flag));
                }
                bits
            }
        }

        impl From<crate::Mode> for $types::Mode {
            fn from(mode: crate::Mode) -> Self {
                let mut flags = Self::empty();
                for (flag, bit) in PAIRS {
                    if mode.contains(bit) {
                        flags |= flag;
                    }
                }
                flags
            }
        }

        impl From<$types::Node> for crate::mknod::Request {
            fn from(node: $types::Node) -> Self {
                Self {
                    path: node.path,
                    node_type: node.node_type.try_into(),
                    mode: node.mode.into(),
                }
            }
        }

        impl From<crate::error::ErrorCode> for $error {
            fn from(error: crate::error::ErrorCode) -> Self {
                use crate::error::ErrorCode;
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
                    ErrorCode::Io => Self::Io,
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
                    ErrorCode::Other(errno) => $other(errno),
                }
            }
        }

        /// What a guest is told of a node.
        pub(super) fn node_stat(
            stat: &crate::sys::stat::Stat,
            show_owner: bool,
        ) -> $types::NodeStat {
            use crate::sys::stat::FileType;
            let device = $types::Device {
                major: stat.device.0,
                minor: stat.device.1,
            };
            let file_type = match stat.file_type {
                FileType::RegularFile => $types::FileType::RegularFile,
                FileType::Directory => $types::FileType::Directory,
                FileType::Symlink => $types::FileType::SymbolicLink,
                FileType::Fifo => $types::FileType::Fifo,
                FileType::Socket => $types::FileType::Socket,
                FileType::CharacterDevice => $types::FileType::CharacterDevice(device),
                FileType::BlockDevice => $types::FileType::BlockDevice(device),
                _ => $types::FileType::Unknown,
            };
            $types::NodeStat {
                file_type,
                mode: crate::Mode::from_bits_truncate(stat.mode).into(),
                link_count: stat.links,
                size: stat.size,
                data_access_timestamp: $time(stat.accessed),
                data_modification_timestamp: $time(stat.modified),
                status_change_timestamp: $time(stat.changed),
                owner: show_owner.then_some($types::Owner {
                    user: stat.user,
                    group: stat.group,
                }),
            }
        }

        /// The answer to a call for several nodes, of which `made` were made.
        pub(super) fn at_index((made, error): (usize, crate::error::ErrorCode)) -> (u32, $error) {
            // A list in a 32-bit memory has fewer than 2^32 nodes.
            (u32::try_from(made).unwrap_or(u32::MAX), error.into())
        }

        #[cfg(test)]
        #[test]
        fn flag_n_is_bit_n() {
            for (n, (flag, bit)) in PAIRS.into_iter().enumerate() {
                assert_eq!(bit.bits(), 1 << n);
                assert_eq!(crate::Mode::from(flag), bit);
                assert_eq!($types::Mode::from(bit), flag);
            }
            assert_eq!(crate::Mode::from($types::Mode::all()), crate::Mode::all());
        }
    };
}

pub(crate) use conversions;
