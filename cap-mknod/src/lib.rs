//! `mknod` for [cap-std](cap_std): creates nodes beneath a directory handle.
//!
//! [`DirExt::mknod`] is the whole of it for most programs. [`resolve`] has the two halves of that
//! call, for those who check something between path resolution and the system call.
//!
//! # Platforms
//!
//! On Linux paths are resolved by `openat2(2)`, or by a component walk over `O_PATH` handles where
//! the kernel or a seccomp filter lacks that call. On macOS and the BSDs [`cap_primitives`]
//! resolves them, and the kernel decides which nodes there are. On Windows each call fails with
//! [`ErrorKind::Unsupported`](std::io::ErrorKind::Unsupported).

#![warn(clippy::unwrap_used, clippy::expect_used)]

mod dir_ext;
mod mode;
mod node;
pub mod resolve;
mod sys;

pub use dir_ext::DirExt;
pub use mode::Mode;
pub use node::{Device, InvalidDevice, NodeType};

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
