//! WASI 0.3: `wasi-mknod:filesystem@0.3.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker`] after `wasmtime_wasi::p3::add_to_linker`. A guest may import this package
//! in both versions, or 0.2 of WASI and 0.3 of this package: add to the linker what it may import,
//! of version 0.2 with `p2::add_to_linker_async`. A descriptor is the same thing in both.
//!
//! wasmtime-wasi 48 calls its own WASI 0.3 experimental, and its security fixes do not cover what
//! 0.3 alone has. The core of this crate is the same for both versions.

mod attributes;
pub mod bindings;
mod convert;
mod fifo;
mod filesystem;
mod metadata;
mod mknod;
mod streams;

use crate::error::Failure;
use crate::filesystem::shadowing::shadowing;
use crate::wait::Offload;
use crate::{WasiMknod, WasiMknodCtxView, WasiMknodView};
use wasmtime::component::{Accessor, Linker};
use wasmtime_wasi::filesystem::WasiFilesystemView;

/// Adds the interfaces of this package to `linker`, and overrides the functions of
/// `wasi:filesystem` 0.3 that mishandle special files.
///
/// Call it after `wasmtime_wasi::p3::add_to_linker`. It is [`add_only_interfaces_to_linker`] and
/// [`override_filesystem`], where the overrides are described.
///
/// # Errors
///
/// If the linker has an interface of this package already, or lacks a function to override: the
/// functions of wasmtime-wasi 48 must be there. If its engine lacks
/// [`concurrency_support`](wasmtime::Config::concurrency_support).
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/p3.rs")]
/// ```
pub fn add_to_linker<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    override_filesystem(linker)?;
    add_only_interfaces_to_linker(linker)
}

/// Adds the interfaces of this package to `linker` and nothing else.
///
/// `wasi:filesystem` stays as it is: a guest that opens a FIFO holds a thread until the other end
/// comes, and a guest opens each device that the user of the host may open. [`add_to_linker`]
/// overrides these functions as well.
///
/// System calls run on blocking threads of tokio, unless
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread)
/// lets them run where the call is polled. Any number of calls may be in flight in one store. A
/// call that is dropped before its end may still create its nodes, which count against the quota. A
/// call of the interface `fifo` that is dropped closes the FIFO.
///
/// # Errors
///
/// If the linker has an interface of this package already, or its engine lacks
/// [`concurrency_support`](wasmtime::Config::concurrency_support).
pub fn add_only_interfaces_to_linker<T: WasiMknodView + 'static>(
    linker: &mut Linker<T>,
) -> wasmtime::Result<()> {
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::attributes::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Overrides the functions of `wasi:filesystem` 0.3 in `linker` that mishandle special files.
///
/// [`add_to_linker`] does this as well. Call it after `wasmtime_wasi::p3::add_to_linker`. It
/// replaces functions of `wasi:filesystem/types` and leaves the others alone. Programs that do not
/// use this crate then read and write FIFOs like files, and an open cannot block a thread of the
/// host:
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
/// If the linker lacks a function to override, as it has another version of WASI. It is unchanged
/// then. Otherwise [`Linker::allow_shadowing`] is off afterwards, as it is in a new linker.
pub fn override_filesystem<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    shadowing(linker, filesystem::INTERFACE, filesystem::replace)
}

/// Performs the part of a call that needs the store. Also returns where the rest runs.
fn prepare<T, C>(
    store: &Accessor<T, WasiMknod>,
    prepare: impl FnOnce(&mut WasiMknodCtxView<'_>) -> Result<C, Failure>,
) -> Result<(Offload, C), Failure> {
    store.with(|mut access| {
        let mut view = access.get();
        let call = prepare(&mut view)?;
        Ok((view.ctx.offload.clone(), call))
    })
}
