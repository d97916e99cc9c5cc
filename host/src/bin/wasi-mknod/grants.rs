//! Values of options that grant something.

use std::error::Error;
use std::fmt::{self, Display};
use std::str::FromStr;
use wasi_mknod_wasmtime::NodeTypes;

/// A value for one directory of the guest or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scoped<T> {
    /// The guest's name of the directory; `None` for all directories.
    pub(crate) guest: Option<String>,
    pub(crate) value: T,
}

impl<T> FromStr for Scoped<T>
where
    T: FromStr,
    T::Err: Error + Send + Sync + 'static,
{
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        // The name of a directory may have `::` in it, and no value has.
        let (guest, value) = match text.rsplit_once("::") {
            Some((guest, value)) => (Some(guest.to_owned()), value),
            None => (None, text),
        };
        Ok(Self {
            guest,
            value: value.parse()?,
        })
    }
}

/// The value of `--allow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grants {
    pub(crate) node_types: NodeTypes,
    pub(crate) set_id: bool,
    /// Whether modes of nodes may be changed.
    pub(crate) mode: bool,
    /// Whether owners of nodes may be changed, and are shown.
    pub(crate) owner: bool,
    /// Whether symbolic links may have absolute targets.
    pub(crate) absolute_link: bool,
}

impl FromStr for Grants {
    type Err = UnknownGrant;

    fn from_str(text: &str) -> Result<Self, UnknownGrant> {
        let mut grants = Self {
            node_types: NodeTypes::empty(),
            set_id: false,
            mode: false,
            owner: false,
            absolute_link: false,
        };
        for word in text.split(',') {
            match word {
                "fifo" => grants.node_types |= NodeTypes::FIFO,
                "socket" => grants.node_types |= NodeTypes::SOCKET,
                "regular-file" => grants.node_types |= NodeTypes::REGULAR_FILE,
                "directory" => grants.node_types |= NodeTypes::DIRECTORY,
                "set-id" => grants.set_id = true,
                "mode" => grants.mode = true,
                "owner" => grants.owner = true,
                "absolute-link" => grants.absolute_link = true,
                "none" if text == "none" => {}
                _ => return Err(UnknownGrant(word.to_owned())),
            }
        }
        Ok(grants)
    }
}

/// The error of parsing [`Grants`].
#[derive(Debug)]
pub(crate) struct UnknownGrant(String);

impl Display for UnknownGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is none of fifo, socket, regular-file, directory, set-id, mode, owner, absolute-link; for devices there is --device",
            self.0
        )
    }
}

impl Error for UnknownGrant {}
