//! WASI 0.2: `wasi-mknod:filesystem@0.2.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker_sync`] after `wasmtime_wasi::p2::add_to_linker_sync`, or
//! [`add_to_linker_async`] after `wasmtime_wasi::p2::add_to_linker_async`.

mod attributes;
pub mod bindings;
mod convert;
mod emulated;
mod events;
mod fifo;
mod filesystem;
mod metadata;
mod mknod;
mod streams;

use crate::filesystem::shadowing::shadowing;
use crate::{WasiMknod, WasiMknodView};
use wasmtime::component::Linker;
use wasmtime_wasi::filesystem::WasiFilesystemView;

/// Adds the interfaces of this package to `linker`, and overrides the functions of
/// `wasi:filesystem` that mishandle special files. The host functions block the calling thread.
///
/// Call it after `wasmtime_wasi::p2::add_to_linker_sync`. It is
/// [`add_only_interfaces_to_linker_sync`] and [`override_filesystem_sync`], where the overrides are
/// described.
///
/// # Errors
///
/// If the linker has an interface of this package already, or lacks a function to override: the
/// functions of wasmtime-wasi 48 must be there.
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/sync.rs")]
/// ```
pub fn add_to_linker_sync<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    override_filesystem_sync(linker)?;
    add_only_interfaces_to_linker_sync(linker)
}

/// Adds the interfaces of this package to `linker`, and overrides the functions of
/// `wasi:filesystem` that mishandle special files. The host functions are async.
///
/// Call it after `wasmtime_wasi::p2::add_to_linker_async`. It is
/// [`add_only_interfaces_to_linker_async`] and [`override_filesystem_async`], where the overrides
/// are described.
///
/// # Errors
///
/// If the linker has an interface of this package already, or lacks a function to override: the
/// functions of wasmtime-wasi 48 must be there.
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/async.rs")]
/// ```
pub fn add_to_linker_async<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    override_filesystem_async(linker)?;
    add_only_interfaces_to_linker_async(linker)
}

/// Adds the interfaces of this package to `linker` and nothing else, with host functions that block
/// the calling thread.
///
/// `wasi:filesystem` stays as it is: a guest that opens a FIFO holds its thread until the other end
/// comes, and a guest opens each device that the user of the host may open.
/// [`add_to_linker_sync`] overrides these functions as well.
///
/// # Errors
///
/// If the linker has an interface of this package already.
pub fn add_only_interfaces_to_linker_sync<T: WasiMknodView>(
    linker: &mut Linker<T>,
) -> wasmtime::Result<()> {
    bindings::sync::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::sync::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::sync::filesystem::attributes::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::sync::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Adds the interfaces of this package to `linker` and nothing else, with host functions that are
/// async.
///
/// `wasi:filesystem` stays as it is, as after [`add_only_interfaces_to_linker_sync`].
///
/// System calls run on blocking threads of tokio, unless
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread)
/// lets them run where the call is polled. A call that is dropped before its end may still create
/// its nodes.
///
/// # Errors
///
/// If the linker has an interface of this package already.
pub fn add_only_interfaces_to_linker_async<T: WasiMknodView>(
    linker: &mut Linker<T>,
) -> wasmtime::Result<()> {
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::attributes::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Overrides the functions of `wasi:filesystem` in `linker` that mishandle special files, with host
/// functions that block the calling thread.
///
/// [`add_to_linker_sync`] does this as well. Call it after `wasmtime_wasi::p2::add_to_linker_sync`.
/// It replaces functions of `wasi:filesystem/types` and leaves the others alone. Programs that do
/// not use this crate then read and write FIFOs like files, and an open cannot block a thread of
/// the host:
///
/// * `open-at` returns at once for a node of any type. A device is `not-permitted` unless
///   [`Policy::open_device`](crate::Policy::open_device) grants it, a socket is `no-such-device`.
/// * The streams of a FIFO wait for the other end, and end after the last writer. A write without a
///   reader fails with `pipe` (EPIPE). Neither closes a stream for good: the next call asks the
///   kernel again. The offset is ignored; `read` and `write` at an offset fail with `invalid-seek`.
///   A flush ends when all bytes are in the pipe, like `write(2)`. It does not wait for room for
///   more.
/// * A character device that cannot seek, such as a terminal, has the same streams.
/// * FIFOs have their own type in `get-type`, `stat`, `stat-at` and directory entries. Sockets have
///   theirs if [`show_sockets`](crate::WasiMknodCtxBuilder::show_sockets) says so.
/// * A guest has at most [`max_open_fifos`](crate::WasiMknodCtxBuilder::max_open_fifos) ends open.
///
/// Regular files and directories behave as before. Files opened from now on read and write on the
/// calling thread.
///
/// `open-at` returns where `open(2)` would wait for a reader. A program that opens a FIFO for
/// writing, writes nothing and closes it has no effect on a later reader. A reader that waits
/// inside `open(2)` is found within 50 ms, or later where the guest has thousands of such FIFOs.
/// A reader that came and went before the first write counts: the write fails with `pipe`.
///
/// An end of a FIFO spins for up to 50 µs before it parks, adaptively: a park and a wake-up take as
/// long as that.
///
/// The overrides need Linux with `/proc`. Without `/proc` special files are `unsupported`. On other
/// platforms the linker stays unchanged.
///
/// # Errors
///
/// If the linker lacks a function to override, as it has another version of WASI. It is unchanged
/// then. Otherwise [`Linker::allow_shadowing`] is off afterwards, as it is in a new linker.
///
/// # Examples
///
/// ```
/// use wasmtime::component::{Linker, ResourceTable};
/// use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
/// use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxView, WasiMknodView, p2};
/// # struct State { wasi: WasiCtx, mknod: WasiMknodCtx, table: ResourceTable }
/// # impl WasiView for State {
/// #     fn ctx(&mut self) -> WasiCtxView<'_> {
/// #         WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
/// #     }
/// # }
/// # impl WasiMknodView for State {
/// #     fn mknod(&mut self) -> WasiMknodCtxView<'_> {
/// #         WasiMknodCtxView { ctx: &mut self.mknod, table: &mut self.table }
/// #     }
/// # }
///
/// let engine = wasmtime::Engine::default();
/// let mut linker = Linker::<State>::new(&engine);
/// wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
/// p2::override_filesystem_sync(&mut linker)?;
/// # Ok::<(), wasmtime::Error>(())
/// ```
pub fn override_filesystem_sync<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    shadowing(linker, filesystem::INTERFACE, filesystem::override_sync)
}

/// Overrides the functions of `wasi:filesystem` in `linker` that mishandle special files, with host
/// functions that are async.
///
/// [`add_to_linker_async`] does this as well. Call it after
/// `wasmtime_wasi::p2::add_to_linker_async`. The overrides are those of
/// [`override_filesystem_sync`], except that files opened from now on read and write on the thread
/// that polls the call only if
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread)
/// says so.
///
/// # Errors
///
/// If the linker lacks a function to override, as it has another version of WASI. It is unchanged
/// then. Otherwise [`Linker::allow_shadowing`] is off afterwards, as it is in a new linker.
pub fn override_filesystem_async<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    shadowing(linker, filesystem::INTERFACE, filesystem::override_async)
}
