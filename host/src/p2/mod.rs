//! WASI 0.2: `wasi-mknod:filesystem@0.2.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker_sync`] beside `wasmtime_wasi::p2::add_to_linker_sync`, or [`add_to_linker_async`] beside
//! `wasmtime_wasi::p2::add_to_linker_async`.

pub mod bindings;
mod convert;
mod fifo;
mod filesystem;
mod metadata;
mod mknod;
mod streams;

use crate::filesystem::shadowing::shadowing;
use crate::{WasiMknod, WasiMknodView};
use wasmtime::component::Linker;
use wasmtime_wasi::filesystem::WasiFilesystemView;

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
    bindings::sync::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::sync::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::sync::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
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
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Makes the `wasi:filesystem` in `linker` whole for special files, with host functions that block the calling thread.
///
/// Call it after `wasmtime_wasi::p2::add_to_linker_sync`: it takes the place of those functions of
/// `wasi:filesystem/types` that mishandle special files, and leaves the others alone. Then programs that know nothing of
/// this crate read and write FIFOs like files, and none of them can hold a thread of the host by opening one:
///
/// * `open-at` answers at once, whatever the path leads to. A device is `not-permitted` unless
///   [`Policy::open_device`](crate::Policy::open_device) grants it, a socket is `no-such-device`.
/// * The streams of a FIFO wait for the other end and end after the last writer. What is written after the last reader
///   has gone closes them, which guests see as EPIPE. The offset does not count; `read` and `write` at an offset are `invalid-seek`.
///   A flush ends when all bytes are in the pipe, as `write(2)` does: it does not wait until there is room for more.
/// * FIFOs and sockets are told as such in `get-type`, `stat`, `stat-at` and directory entries.
///
/// Regular files and directories behave as before. Those that are opened from now on read and write on the calling
/// thread.
///
/// Where `open(2)` would wait for a reader, `open-at` has answered already, so a program that opens a FIFO for writing,
/// writes nothing and closes it again leaves no trace in a reader that comes later. A reader that waits in `open(2)`
/// itself is noticed at most a tenth of a second after it came, or later where guests have hundreds of such FIFOs.
///
/// Before an end sleeps until the other one does something, it asks again for up to 50 µs, as long as that proves worth
/// while: to sleep and be woken takes as long, and FIFOs in use would do nothing else.
///
/// A component that was made of a WASI 0.1 module, by the adapter of wasmtime, traps when it is told that something is a
/// socket. Deny such guests, and those who share directories with them, to make sockets.
///
/// It needs Linux with `/proc`. Without `/proc` special files are `unsupported`, and on other platforms the linker is
/// left as it is.
///
/// # Errors
///
/// If the linker cannot take the functions. Afterwards [`Linker::allow_shadowing`] is off, as it is in a new linker.
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
/// p2::add_to_linker_sync(&mut linker)?;
/// p2::override_filesystem_sync(&mut linker)?;
/// # Ok::<(), wasmtime::Error>(())
/// ```
pub fn override_filesystem_sync<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    shadowing(linker, filesystem::override_sync)
}

/// Makes the `wasi:filesystem` in `linker` whole for special files, with host functions that are async.
///
/// Call it after `wasmtime_wasi::p2::add_to_linker_async`. It does what [`override_filesystem_sync`] does, except that
/// files opened from now on read and write on the thread that polls the call only if
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread) says so.
///
/// # Errors
///
/// If the linker cannot take the functions. Afterwards [`Linker::allow_shadowing`] is off, as it is in a new linker.
pub fn override_filesystem_async<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    shadowing(linker, filesystem::override_async)
}
