//! Devices that the host serves itself, without a device of the kernel.
//!
//! A descriptor of such a device has an `O_PATH` handle to its node as its file, by which nothing
//! can be read or written. [`Opened`] tells by the file which [`Device`] it is, and the overrides of
//! `wasi:filesystem` answer for it what the kernel's device answers.

mod device;
mod opened;
mod standard;
mod tree;

#[cfg(feature = "p2")]
pub(crate) use device::MAX_TRANSFER;
pub(crate) use device::{Device, Memory};
pub(crate) use opened::Opened;
pub(crate) use standard::{StandardStreams, Stream};
pub(crate) use tree::{Node, Tree, What};
