//! The filesystem overrides, as far as they are the same for all WASI versions.

pub(crate) mod links;
#[cfg(feature = "p3")]
pub(crate) mod listing;
pub(crate) mod open;
pub(crate) mod open_at;
pub(crate) mod shadowing;
