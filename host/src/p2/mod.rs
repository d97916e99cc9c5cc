//! WASI 0.2: `wasi-mknod:filesystem@0.2.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker_sync`] beside `wasmtime_wasi::p2::add_to_linker_sync`, or [`add_to_linker_async`] beside
//! `wasmtime_wasi::p2::add_to_linker_async`.

pub mod bindings;
mod convert;
mod host;

use crate::{WasiMknod, WasiMknodView};
use wasmtime::component::Linker;

/// Adds the interfaces of this package to `linker`, with host functions that block the calling thread.
///
/// # Errors
///
/// If the linker has an interface of this name already.
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/sync.rs")]
/// ```
pub fn add_to_linker_sync<T: WasiMknodView>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    bindings::sync::filesystem::types::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::sync::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Adds the interfaces of this package to `linker`, with host functions that are async.
///
/// System calls run on tokio's blocking threads, unless
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread) lets them run where the
/// call is polled. A call that is dropped before its end may still make its nodes.
///
/// # Errors
///
/// If the linker has an interface of this name already.
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/async.rs")]
/// ```
pub fn add_to_linker_async<T: WasiMknodView>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    bindings::filesystem::types::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}
