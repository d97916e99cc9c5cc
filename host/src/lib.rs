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
//! Native code has the same `mknod` for [`cap_std::fs::Dir`]: [`DirExt`]. It needs no feature of this crate.
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

#![cfg_attr(
    not(feature = "p2"),
    doc = "\n
[`p2`]: #features
[`p2::add_to_linker_sync`]: #features
[`p2::add_to_linker_async`]: #features"
)]
#![cfg_attr(
    not(feature = "p3"),
    doc = "\n
[`p3`]: #features
[`p3::add_to_linker`]: #features
[`p3::override_filesystem`]: #features"
)]
#![cfg_attr(
    not(feature = "wasm"),
    doc = "\n
[`WasiMknodCtx`]: #features
[`WasiMknodCtx::builder`]: #features
[`WasiMknodCtxBuilder::directory_policy`]: #features
[`WasiMknodView`]: #features"
)]
#![warn(clippy::unwrap_used, clippy::expect_used)]

#[cfg(feature = "wasm")]
mod convert;
#[cfg(feature = "wasm")]
mod ctx;
mod dir_ext;
#[cfg(feature = "wasm")]
mod error;
#[cfg(feature = "wasm")]
mod fifo;
#[cfg(feature = "wasm")]
mod filesystem;
#[cfg(feature = "wasm")]
mod lookup;
#[cfg(feature = "wasm")]
mod metadata;
#[cfg(feature = "wasm")]
mod mknod;
mod mode;
mod node;
#[cfg(feature = "p2")]
pub mod p2;
#[cfg(feature = "p3")]
pub mod p3;
mod policy;
mod resolve;
mod sys;
#[cfg(feature = "wasm")]
mod umask;
#[cfg(feature = "wasm")]
mod view;
#[cfg(feature = "wasm")]
mod wait;

#[cfg(feature = "wasm")]
pub use ctx::{WasiMknodCtx, WasiMknodCtxBuilder};
pub use dir_ext::DirExt;
pub use mode::Mode;
pub use node::{Device, InvalidDevice, NodeType};
pub use policy::{
    Attempt, Denied, DeviceRule, NodeTypes, OpenDeviceRule, ParseDeviceRuleError, Policy,
};
#[cfg(feature = "wasm")]
pub use umask::host_umask_changed;
#[cfg(feature = "wasm")]
pub use view::{WasiMknod, WasiMknodCtxView, WasiMknodView};

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "p2"))]
#[doc = include_str!("../README.md")]
struct Readme;
