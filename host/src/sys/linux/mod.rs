//! Linux.

pub(crate) mod attributes;
pub(crate) mod handle;
pub(crate) mod inotify;
pub(crate) mod link;
pub(crate) mod nodev;
pub(crate) mod nowhere;
pub(crate) mod pipe;
mod procfs;
pub(crate) mod protection;
pub(crate) mod record;
pub(crate) mod registration;
mod sigpipe;
pub(crate) mod stat;
pub(crate) mod umask;

#[cfg(feature = "p2")]
pub(crate) use super::unix::file;
pub(crate) use super::unix::{Errno, directory, errno_of};
