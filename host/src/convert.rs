//! Conversions between the types of the bindings and those of the core.
//!
//! The bindings of each WASI version have types of their own, most of them equal. A macro defines
//! the conversions, and each version passes the differences.

/// Converts the error codes of the core into `$code`, the `error-code` of one WASI version.
macro_rules! error_code {
    ([$code:ident, $other:ident] $($(#[$cfg:meta])* $name:ident = $errno:ident,)*) => {
        impl From<crate::error::ErrorCode> for $code {
            fn from(error: crate::error::ErrorCode) -> Self {
                match error {
                    $($(#[$cfg])* crate::error::ErrorCode::$name => Self::$name,)*
                    crate::error::ErrorCode::Other(errno) => $other(errno),
                }
            }
        }
    };
}

/// Defines the conversions of one WASI version: for the bindings `$types`, for the module `$wasi`
/// of `wasi:filesystem/types` and for its `error-code` `$error`.
///
/// `$other` returns the `error-code` of an `errno` without a name in WASI. `$time` returns the time
/// of seconds since 1970 and nanoseconds, or `None` if the type cannot hold it.
macro_rules! conversions {
    ($types:ident, $wasi:ident, $error:ident, other: $other:ident, time: $time:expr) => {
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

        impl From<$types::Node> for crate::mknod::MknodRequest {
            fn from(node: $types::Node) -> Self {
                Self {
                    path: node.path,
                    node_type: node.node_type.try_into(),
                    mode: node.mode.into(),
                }
            }
        }

        crate::error::error_codes!(crate::convert::error_code, $error, $other);

        impl From<crate::filesystem::open::OpenError> for $error {
            fn from(error: crate::filesystem::open::OpenError) -> Self {
                use crate::filesystem::open::OpenError;
                match error {
                    OpenError::AsWasmtimeWasi(errno) => as_wasmtime_wasi(errno),
                    OpenError::Ours(errno) => crate::error::ErrorCode::from(errno).into(),
                }
            }
        }

        /// Returns the error code that wasmtime-wasi has for an `errno`.
        pub(super) fn as_wasmtime_wasi(errno: crate::sys::Errno) -> $error {
            std::io::Error::from(errno).into()
        }

        /// Returns the request of a call to `open-at`.
        pub(super) fn open_request(
            path_flags: $wasi::PathFlags,
            path: String,
            open_flags: $wasi::OpenFlags,
            flags: $wasi::DescriptorFlags,
            may_open_fifo: bool,
        ) -> crate::filesystem::open::OpenRequest {
            use $wasi::{DescriptorFlags, OpenFlags, PathFlags};
            let synchronous = DescriptorFlags::FILE_INTEGRITY_SYNC
                | DescriptorFlags::DATA_INTEGRITY_SYNC
                | DescriptorFlags::REQUESTED_WRITE_SYNC;
            crate::filesystem::open::OpenRequest {
                path,
                follow: path_flags.contains(PathFlags::SYMLINK_FOLLOW),
                create: open_flags.contains(OpenFlags::CREATE),
                exclusive: open_flags.contains(OpenFlags::EXCLUSIVE),
                truncate: open_flags.contains(OpenFlags::TRUNCATE),
                directory: open_flags.contains(OpenFlags::DIRECTORY),
                read: flags.contains(DescriptorFlags::READ),
                write: flags.contains(DescriptorFlags::WRITE),
                synchronous: flags.intersects(synchronous),
                may_open_fifo,
            }
        }

        /// Returns the `node-stat` of a node.
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

        /// Returns the error of a call for several nodes, of which `made` were created.
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

/// Defines the conversions of the events of the interface `fifo` for the bindings `$fifo`.
macro_rules! events {
    ($fifo:ident) => {
        const EVENTS: [($fifo::Events, crate::fifo::Events); 5] = [
            ($fifo::Events::READABLE, crate::fifo::Events::READABLE),
            ($fifo::Events::WRITABLE, crate::fifo::Events::WRITABLE),
            ($fifo::Events::HANG_UP, crate::fifo::Events::HANG_UP),
            ($fifo::Events::ERROR, crate::fifo::Events::ERROR),
            ($fifo::Events::CONNECTED, crate::fifo::Events::CONNECTED),
        ];

        impl From<$fifo::Events> for crate::fifo::Events {
            fn from(events: $fifo::Events) -> Self {
                let mut found = Self::empty();
                for (flag, event) in EVENTS {
                    found.set(event, events.contains(flag));
                }
                found
            }
        }

        impl From<crate::fifo::Events> for $fifo::Events {
            fn from(events: crate::fifo::Events) -> Self {
                let mut found = Self::empty();
                for (flag, event) in EVENTS {
                    if events.contains(event) {
                        found |= flag;
                    }
                }
                found
            }
        }
    };
}

pub(crate) use {conversions, error_code, events};
