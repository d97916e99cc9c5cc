//! The part of the filesystem overrides that is the same for all versions of WASI.

#[cfg(feature = "p3")]
pub(crate) mod listing;
pub(crate) mod open;
pub(crate) mod open_at;
pub(crate) mod shadowing;
