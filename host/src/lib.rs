//! Special files for WebAssembly: guests of wasmtime make FIFOs, sockets and device nodes in their preopened
//! directories, under the policy of the embedder.
//!
//! This is the host's side of the WIT package `wasi-mknod:filesystem`; the guest's side is the crate `wasi-mknod`. It
//! stands beside wasmtime-wasi and works on the same descriptors.
//!
//! # How to embed it
//!
//! 1. Put a [`WasiMknodCtx`] beside the `WasiCtx` in the data of your store, and implement [`WasiMknodView`] for it.
//! 2. Add the interfaces to the linker: [`p2::add_to_linker_sync`] or [`p2::add_to_linker_async`], and
//!    [`p3::add_to_linker`] for guests of WASI 0.3, each beside its counterpart of wasmtime-wasi. There is a whole program
//!    in the documentation of each.
//! 3. Say what guests may make: a [`Policy`], in [`WasiMknodCtx::builder`].
//!
//! Native code has the same `mknod` for `cap_std::fs::Dir`: [`DirExt`]. It is in the crate [`cap_mknod`], which does not
//! need wasmtime.
//!
//! # What a guest gets
//!
//! A call is answered as Linux would answer `mknodat(2)` in a process whose root is the guest's descriptor and which may
//! not leave it. In this order, the first failure being the answer:
//!
//! 1. the descriptor is a directory, or `not-directory`;
//! 2. the device number is one that Linux can hold, or `invalid`: the kernel would cut it down to another one;
//! 3. the preopened directory is writable, or `not-permitted`;
//! 4. the policy grants the node, or `not-permitted`; the quota is not used up, or `quota`;
//! 5. the path is at most 4095 bytes long and its components 255 (`name-too-long`), has no NUL byte (`invalid`), is not
//!    empty (`no-entry`) and not absolute (`not-permitted`);
//! 6. its leading components lead to a directory beneath the descriptor: if they lead out, `not-permitted`;
//! 7. the kernel makes the node, or says why not, in error codes that belong one to one to its own.
//!
//! Up to the fifth step nothing touches the file system. Where a
//! [policy holds for one directory][`WasiMknodCtxBuilder::directory_policy`], it is asked between the sixth and the
//! seventh.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `p2` (default) | [`p2`]: the linker functions for WASI 0.2 |
//! | `p3` | [`p3`]: the linker functions for WASI 0.3 |
//! | `cli` | the command-line runner `wasi-mknod` |
//!
//! # Which version of WASI
//!
//! `p2` serves every guest of today: the standard libraries speak 0.2, and one call waits for another. `p3` is for guests
//! that have many calls in flight in one store, and waits in none of them. All that decides is the same: policy, quota,
//! umask, errors. In wasmtime 48 WASI 0.3 is marked as experimental.
//!
//! To move, turn the feature `p3` on, and add `wasmtime_wasi::p3::add_to_linker`, [`p3::add_to_linker`] and
//! [`p3::override_filesystem`] to the linker that has the *async* functions of `p2`. Leave the latter in it: a guest of 0.3
//! mostly imports 0.2, too, for its standard library. Its `run` is called inside `Store::run_concurrent`; the
//! documentation of [`p3::add_to_linker`] has a whole program. The data of the store stays what it is.
//!
//! # Logging
//!
//! Each decision about a node is one [`tracing`] event of the level DEBUG and the target `wasi_mknod_wasmtime::audit`,
//! with the fields `path`, `node_type`, `mode`, `outcome` (`created`, `denied` or `failed`) and `reason`. What is the
//! host's own trouble, such as a lack of file descriptors, is an event of the level WARN.
//!
//! # Platforms
//!
//! Linux is the platform of record. On macOS and the BSDs nodes are made as far as the kernel can, and the umask of the
//! host process narrows modes further; on Windows every call answers `unsupported`.
//!
//! [`p2`]: p2/index.html
//! [`p2::add_to_linker_sync`]: p2/fn.add_to_linker_sync.html
//! [`p2::add_to_linker_async`]: p2/fn.add_to_linker_async.html
//! [`p3`]: p3/index.html
//! [`p3::add_to_linker`]: p3/fn.add_to_linker.html
//! [`p3::override_filesystem`]: p3/fn.override_filesystem.html

#![cfg_attr(
    not(any(feature = "p2", feature = "p3")),
    expect(unused, reason = "only the linker functions use it")
)]
#![warn(clippy::unwrap_used, clippy::expect_used)]

mod convert;
mod ctx;
mod error;
mod fifo;
mod filesystem;
mod lookup;
mod metadata;
mod mknod;
#[cfg(feature = "p2")]
pub mod p2;
#[cfg(feature = "p3")]
pub mod p3;
mod policy;
mod resolve;
mod sys;
mod umask;
mod view;
mod wait;

pub use cap_mknod::{Device, DirExt, InvalidDevice, Mode, NodeType};
pub use ctx::{WasiMknodCtx, WasiMknodCtxBuilder};
pub use policy::{
    Attempt, Denied, DeviceRule, NodeTypes, OpenDeviceRule, ParseDeviceRuleError, Policy,
};
pub use umask::host_umask_changed;
pub use view::{WasiMknod, WasiMknodCtxView, WasiMknodView};

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "p2"))]
#[doc = include_str!("../README.md")]
struct Readme;
