//! Linux.

pub(crate) mod beneath;
#[cfg(feature = "wasm")]
pub(crate) mod handle;
#[cfg(feature = "wasm")]
pub(crate) mod inotify;
#[cfg(feature = "wasm")]
pub(crate) mod pipe;
#[cfg(feature = "wasm")]
mod procfs;
#[cfg(feature = "wasm")]
pub(crate) mod registration;
#[cfg(feature = "wasm")]
mod sigpipe;
#[cfg(feature = "wasm")]
pub(crate) mod stat;
#[cfg(feature = "wasm")]
pub(crate) mod umask;

pub(crate) use super::unix::{AVAILABLE, Errno, mknodat};
#[cfg(feature = "wasm")]
pub(crate) use super::unix::{directory, errno_of};
