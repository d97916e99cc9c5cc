//! What is missing on a platform: each call fails with `NOTSUP`. Unix systems other than Linux take the first part.

#[cfg(feature = "wasm")]
pub(crate) mod handle;
#[cfg(feature = "wasm")]
pub(crate) mod pipe;
#[cfg(feature = "wasm")]
pub(crate) mod stat;

#[cfg(all(feature = "wasm", not(unix)))]
pub(crate) mod directory;
#[cfg(not(unix))]
mod errno;
#[cfg(not(unix))]
mod mknodat;
#[cfg(all(feature = "wasm", not(unix)))]
pub(crate) mod umask;

#[cfg(not(unix))]
pub(crate) use errno::{Errno, errno_of};
#[cfg(not(unix))]
pub(crate) use mknodat::{AVAILABLE, mknodat};
