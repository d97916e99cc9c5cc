//! What `mkfifo` and `mknod` have in common: their options, their messages, and how a mode is
//! written.

pub(crate) mod diagnostics;
pub(crate) mod mode;
pub(crate) mod options;
pub(crate) mod quoting;
