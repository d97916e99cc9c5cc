//! WASI 0.3: `wasi-mknod:filesystem@0.3.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker`] beside `wasmtime_wasi::p3::add_to_linker`. A guest may import this package
//! in both versions, or 0.2 of WASI and 0.3 of this package: add to the linker what it may import,
//! of version 0.2 with `p2::add_to_linker_async`. A descriptor is the same thing in both.
//!
//! wasmtime-wasi 48 calls its own WASI 0.3 experimental, and its security fixes do not cover what
//! 0.3 alone has. The core of this crate is the same for both versions.

pub mod bindings;
mod convert;
mod fifo;
mod filesystem;
mod metadata;
mod mknod;
mod streams;

use crate::error::Failure;
use crate::wait::Blocking;
use crate::{WasiMknod, WasiMknodCtxView, WasiMknodView};
use wasmtime::component::{Accessor, Linker};
use wasmtime_wasi::filesystem::WasiFilesystemView;

/// Adds the interfaces of this package to `linker`.
///
/// System calls run on blocking threads of tokio, unless
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread)
/// lets them run where the call is polled. Any number of calls may be in flight in one store. A
/// call that is dropped before its end may still create its nodes, which count against the quota. A
/// call of the interface `fifo` that is dropped closes the FIFO.
///
/// # Errors
///
/// If the linker has an interface of this name already, or its engine lacks
/// [`concurrency_support`](wasmtime::Config::concurrency_support).
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/p3.rs")]
/// ```
pub fn add_to_linker<T: WasiMknodView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Overrides the functions of `wasi:filesystem` 0.3 in `linker` that mishandle special files.
///
/// Call it after `wasmtime_wasi::p3::add_to_linker`. It replaces functions of
/// `wasi:filesystem/types` and leaves the others alone. Programs that do not use this crate then
/// read and write FIFOs like files, and an open cannot block a thread of the host:
///
/// * `open-at` returns at once for a node of any type. A device is `not-permitted` unless
///   [`Policy::open_device`](crate::Policy::open_device) grants it, a socket is `no-such-device`.
/// * The streams of a FIFO wait for the other end, end after the last writer, and fail with `pipe`
///   after the last reader. The offset is ignored.
/// * FIFOs have their own type in `get-type`, `stat`, `stat-at` and directory entries. Sockets have
///   theirs if [`show_sockets`](crate::WasiMknodCtxBuilder::show_sockets) says so.
/// * A guest has at most [`max_open_fifos`](crate::WasiMknodCtxBuilder::max_open_fifos) ends open.
///
/// Regular files and directories behave as before, except that a listing is a snapshot from the
/// first read. Files opened from now on read and write on the thread that polls the call only if
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread)
/// says so.
///
/// An end of a FIFO spins for up to 50 µs before it parks, adaptively, and yields to the other
/// tasks of the runtime meanwhile.
///
/// The overrides need Linux with `/proc`. Without `/proc` special files are `unsupported`. On other
/// platforms the linker stays unchanged.
///
/// # Errors
///
/// If the linker cannot take the functions. Afterwards [`Linker::allow_shadowing`] is off, as it is
/// in a new linker.
pub fn override_filesystem<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    crate::filesystem::shadowing::shadowing(linker, filesystem::add)
}

/// Performs the part of a call that needs the store. Also returns whether the rest may block this
/// thread.
fn prepare<T, C>(
    store: &Accessor<T, WasiMknod>,
    prepare: impl FnOnce(&mut WasiMknodCtxView<'_>) -> Result<C, Failure>,
) -> Result<(Blocking, C), Failure> {
    store.with(|mut access| {
        let mut view = access.get();
        let call = prepare(&mut view)?;
        Ok((view.ctx.blocking, call))
    })
}
