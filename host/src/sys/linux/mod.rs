//! Linux.

pub(crate) mod handle;
pub(crate) mod inotify;
pub(crate) mod pipe;
mod procfs;
pub(crate) mod protection;
pub(crate) mod registration;
mod sigpipe;
pub(crate) mod stat;
pub(crate) mod umask;

pub(crate) use super::unix::{Errno, directory, errno_of};
