//! Special files for WebAssembly guests: FIFOs, sockets, device nodes.
//!
//! WASI has no `mknod`, so a guest cannot make a FIFO however much the host would let it. A host
//! that implements the WIT package `wasi-mknod:filesystem` can, and this crate is the guest's side
//! of it: the functions of the C library ([`mknod`], [`mknodat`], [`mkfifo`], [`mkfifoat`],
//! [`umask`], [`makedev`]) and a typed form of them ([`NodeOptions`], [`mknod_many`]). On wasmtime
//! the host's side is the crate `wasi-mknod-wasmtime`, or its command-line runner `wasi-mknod`.
//!
//! ```no_run
//! use std::io::ErrorKind;
//! use wasi_mknod::{Dir, S_IFCHR, makedev, mkfifo, mknodat};
//!
//! match mkfifo("/run/requests", 0o660) {
//!     Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
//!     result => result?,
//! }
//! let dev = Dir::open("/srv/root/dev")?;
//! mknodat(&dev, "null", S_IFCHR | 0o666, makedev(1, 3))?;
//! # std::io::Result::Ok(())
//! ```
//!
//! # What a guest may make
//!
//! The host decides. A guest gets FIFOs, sockets and regular files unless the host says otherwise;
//! directories, devices and set-ID bits only if the host grants them. What is not granted fails
//! with `EPERM`, and so does every path that leaves the preopened directory, by `..` or through a
//! symbolic link. The node belongs to the user as whom the host runs. [`set_mode`] and [`chown`] change
//! the mode and the owner of a node, if the host grants that.
//!
//! # Paths
//!
//! [`mknod`], [`mkfifo`], [`NodeOptions::create`] and [`Dir::open`] take absolute paths and paths
//! relative to the [current directory](std::env::current_dir), and find the preopened directory of
//! a path as wasi-libc, and with it `std::fs`, does: the longest name that is a prefix of the path
//! in whole components, the last one of several equal names. `.`, `..` and slashes at the end of
//! what remains reach the host as they are, and mean what they mean to Linux. A path that belongs
//! to no preopened directory is not found (`ENOENT`); `std::fs` has an error of its own for that.
//!
//! # Errors
//!
//! Errors are [`std::io::Error`]s with the error numbers of WASI, as from `std::fs`:
//! [`ErrorKind`](std::io::ErrorKind) and the constants of the `libc` crate say what happened.
//!
//! # Targets
//!
//! Every WASI target on which the `wasip2` crate works: `wasm32-wasip2`, and `wasm32-wasip1` for
//! hosts that make components of core modules, as the runner `wasi-mknod` does. Elsewhere the crate compiles, so that a program and its tests do, and the calls answer
//! [`Unsupported`](std::io::ErrorKind::Unsupported).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod attributes;
pub mod bindings;

mod device;
mod dir;
mod error;
mod fifo;
mod many;
mod metadata;
mod mode;
mod node;
mod options;
#[cfg(feature = "p3")]
pub mod p3;
mod path;
mod posix;
mod preopens;
mod sys;

pub use attributes::{
    NewTimes, chown, fchown, fset_mode, fset_times, lchown, lset_mode, lset_times, set_mode,
    set_times,
};
pub use bindings::types::{Device, FileType, Mode, Node, NodeType};
pub use device::{major, makedev, minor};
pub use dir::Dir;
pub use error::io_error;
pub use fifo::{FifoReader, FifoWriter};
pub use many::{MknodManyError, mknod_many};
pub use metadata::{Metadata, metadata, symlink_metadata};
pub use mode::{
    S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK, S_IRGRP, S_IROTH,
    S_IRUSR, S_IRWXG, S_IRWXO, S_IRWXU, S_ISGID, S_ISUID, S_ISVTX, S_IWGRP, S_IWOTH, S_IWUSR,
    S_IXGRP, S_IXOTH, S_IXUSR,
};
pub use options::NodeOptions;
pub use path::locate;
pub use posix::{mkfifo, mkfifoat, mknod, mknodat, umask};

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
