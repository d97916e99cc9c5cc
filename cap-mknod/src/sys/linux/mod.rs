//! Linux.

pub(crate) mod beneath;

pub(crate) use super::unix::{AVAILABLE, Errno, mknodat};
