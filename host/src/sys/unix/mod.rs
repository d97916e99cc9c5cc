//! Unix systems. Linux takes what it has in common with the others from here.

#[cfg(target_vendor = "apple")]
mod apple;
#[cfg(feature = "wasm")]
pub(crate) mod directory;
#[cfg(any(feature = "wasm", not(target_os = "linux")))]
mod errno;
mod mknodat;
#[cfg(all(feature = "wasm", not(target_os = "linux")))]
pub(crate) mod umask;

#[cfg(all(feature = "wasm", not(target_os = "linux")))]
pub(crate) use super::unsupported::{handle, pipe, stat};
#[cfg(any(feature = "wasm", not(target_os = "linux")))]
pub(crate) use errno::errno_of;
pub(crate) use mknodat::{AVAILABLE, mknodat};
pub(crate) use rustix::io::Errno;
