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

/// Defines the conversions of one WASI version: for the module `$wasi` of `wasi:filesystem/types`
/// and for its `error-code` `$error`.
///
/// `$other` returns the `error-code` of an `errno` without a name in WASI.
macro_rules! conversions {
    ($wasi:ident, $error:ident, other: $other:ident) => {
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
                recorded: false,
            }
        }

        /// Returns the error of a call for several nodes, of which `made` were created.
        pub(super) fn at_index((made, error): (usize, crate::error::ErrorCode)) -> (u32, $error) {
            // A list in a 32-bit memory has fewer than 2^32 nodes.
            (u32::try_from(made).unwrap_or(u32::MAX), error.into())
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
