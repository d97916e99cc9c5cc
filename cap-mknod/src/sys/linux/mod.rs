//! Linux.

pub(crate) mod beneath;
#[cfg(feature = "use-libc")]
pub(super) mod libc;

pub(crate) use super::unix::{AVAILABLE, Errno, mknodat};
