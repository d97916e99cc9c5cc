//! Special files for WebAssembly: guests of wasmtime create FIFOs, sockets and device nodes in
//! their preopened directories, under the policy of the embedder.
//!
//! This crate is the host side of the WIT package `wasi-mknod:filesystem`. The crate `wasi-mknod`
//! is the guest side. The interfaces complement wasmtime-wasi and work on the same descriptors.
//!
//! # Embedding
//!
//! 1. Put a [`WasiMknodCtx`] beside the `WasiCtx` in the data of your store, and implement
//!    [`WasiMknodView`] for it.
//! 2. Add the functions to the linker: [`p2::add_to_linker_sync`] or [`p2::add_to_linker_async`],
//!    and [`p3::add_to_linker`] for guests of WASI 0.3, each after its counterpart of
//!    wasmtime-wasi. They also override the functions of `wasi:filesystem` that mishandle special
//!    files. The documentation of each has a complete program.
//! 3. Grant node types and devices with a [`Policy`], in [`WasiMknodCtx::builder`].
//!
//! Native code has the same `mknod` for `cap_std::fs::Dir`: [`DirExt`]. It is in the crate
//! [`cap_mknod`], which does not need wasmtime.
//!
//! # Semantics
//!
//! A call behaves like `mknodat(2)` on Linux in a process whose root is the guest's descriptor. The
//! checks are made in this order, and the first failure is the result:
//!
//! 1. the descriptor is a directory, or `not-directory`;
//! 2. the device number is one that Linux can hold, or `invalid`: the kernel would truncate it to
//!    another number;
//! 3. the preopened directory is writable, or `not-permitted`;
//! 4. the policy grants the node, or `not-permitted`; the quota is not used up, or `quota`;
//! 5. the path is at most 4095 bytes long and its components 255 (`name-too-long`), has no NUL byte
//!    (`invalid`), is not empty (`no-entry`) and not absolute (`not-permitted`);
//! 6. its leading components lead to a directory beneath the descriptor: if they lead out,
//!    `not-permitted`;
//! 7. the kernel creates the node, or its `errno` is returned as the corresponding error code.
//!
//! The first five steps do not touch the file system. Where a
//! [policy holds for one directory][`WasiMknodCtxBuilder::directory_policy`], it is checked between
//! the sixth and the seventh.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `p2` (default) | [`p2`]: the linker functions for WASI 0.2 |
//! | `p3` | [`p3`]: the linker functions for WASI 0.3 |
//! | `module` | [`componentize`]: components of core modules that import WASI 0.1 |
//! | `use-libc` | calls functions of the C library instead of system calls |
//! | `cli` | the command-line runner `wasi-mknod`, with all of these |
//!
//! Programs such as fakeroot and pseudo replace functions of the C library, so that an ordinary
//! user can make what looks like device nodes. On Linux this crate, cap-std and wasmtime-wasi make
//! system calls without the C library, of which fakeroot sees nothing. `use-libc` changes that in
//! the whole program, because it is the feature of that name of rustix. Where the environment has
//! `LD_PRELOAD`, a node then takes more system calls: `mknodat` of fakeroot follows symbolic links
//! and truncates files, so the name is looked up before, and pseudo has to see how a directory is
//! opened.
//!
//! # WASI versions
//!
//! `p2` serves the guests of today: standard libraries import WASI 0.2, and calls of one store run
//! one after the other. `p3` serves guests that have many calls in flight in one store. Policy,
//! quota, umask and errors are the same in both. wasmtime 48 marks WASI 0.3 as experimental.
//!
//! To move, turn the feature `p3` on, and add `wasmtime_wasi::p3::add_to_linker` and
//! [`p3::add_to_linker`] to the linker that has the *async* functions of `p2`. Keep the latter: a
//! guest of 0.3 mostly imports 0.2 as well, for its standard library. Its `run` is called inside
//! `Store::run_concurrent`; the documentation of [`p3::add_to_linker`] has a complete program. The
//! data of the store stays the same.
//!
//! # Logging
//!
//! Each decision about a node is one [`tracing`] event of the level DEBUG and the target
//! `wasi_mknod_wasmtime::audit`, with the fields `path`, `node_type`, `mode`, `outcome` (`created`,
//! `denied` or `failed`) and `reason`. Problems of the host, such as a lack of file descriptors,
//! are events of the level WARN, at most one a minute of each kind that a guest can cause.
//!
//! # Platforms
//!
//! Linux is the platform of record. On macOS and the BSDs the kernel decides which nodes there are,
//! and the umask of the host process narrows modes further. On Windows every call fails with
//! `unsupported`.
//!
//! [`componentize`]: fn.componentize.html
//! [`p2`]: p2/index.html
//! [`p2::add_to_linker_sync`]: p2/fn.add_to_linker_sync.html
//! [`p2::add_to_linker_async`]: p2/fn.add_to_linker_async.html
//! [`p3`]: p3/index.html
//! [`p3::add_to_linker`]: p3/fn.add_to_linker.html

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(feature = "p2", feature = "p3")),
    expect(unused, reason = "only the linker functions use it")
)]
#![warn(clippy::unwrap_used, clippy::expect_used)]

mod attributes;
#[cfg(feature = "command")]
pub mod command;
mod convert;
mod ctx;
mod descriptor;
mod emulated;
mod error;
mod fifo;
mod filesystem;
#[cfg(all(target_os = "linux", any(test, fuzzing)))]
#[doc(hidden)]
pub mod fuzzing;
mod in_flight;
mod interrupt;
mod log;
mod metadata;
mod mknod;
#[cfg(feature = "module")]
mod module;
#[cfg(feature = "p2")]
pub mod p2;
#[cfg(feature = "p3")]
pub mod p3;
mod policy;
mod recorded;
mod resolve;
mod sys;
#[cfg(any(feature = "p2", feature = "p3"))]
pub mod types;
mod umask;
mod view;
mod wait;

pub use cap_mknod::{Device, DirExt, InvalidDevice, Mode, NodeType};
pub use ctx::{WasiMknodCtx, WasiMknodCtxBuilder};
#[cfg(feature = "module")]
pub use module::componentize;
pub use policy::{
    Attempt, Denied, DeviceRule, NodeTypes, OpenDeviceRule, ParseDeviceRuleError, Policy,
};
pub use recorded::Devices;
pub use umask::host_umask_changed;
pub use view::{WasiMknod, WasiMknodCtxView, WasiMknodView};

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "p2"))]
#[doc = include_str!("../README.md")]
struct Readme;
