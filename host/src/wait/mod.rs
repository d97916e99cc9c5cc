//! How host functions wait: on the calling thread, on another thread, or in the runtime.

pub(crate) mod offload;
pub(crate) mod spin;
