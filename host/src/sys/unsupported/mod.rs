//! What a platform lacks: each call fails with `NOTSUP`. Unix systems other than Linux take the
//! first part.

pub(crate) mod attributes;
pub(crate) mod handle;
pub(crate) mod link;
pub(crate) mod nodev;
pub(crate) mod nowhere;
pub(crate) mod pipe;
pub(crate) mod protection;
pub(crate) mod record;
pub(crate) mod stat;

#[cfg(not(unix))]
pub(crate) mod directory;
#[cfg(not(unix))]
mod errno;
#[cfg(all(not(unix), feature = "p2"))]
pub(crate) mod file;
#[cfg(not(unix))]
pub(crate) mod umask;

#[cfg(not(unix))]
pub(crate) use errno::{Errno, errno_of};
