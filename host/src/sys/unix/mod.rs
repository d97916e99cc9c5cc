//! Unix systems. Linux takes what it has in common with the others from here.

pub(crate) mod directory;
mod errno;
#[cfg(feature = "p2")]
pub(crate) mod file;
#[cfg(not(target_os = "linux"))]
pub(crate) mod umask;

#[cfg(not(target_os = "linux"))]
pub(crate) use super::unsupported::{
    attributes, handle, link, nodev, nowhere, pipe, protection, record, stat,
};
pub(crate) use errno::errno_of;
pub(crate) use rustix::io::Errno;
