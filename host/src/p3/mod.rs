//! WASI 0.3: `wasi-mknod:filesystem@0.3.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker`] beside `wasmtime_wasi::p3::add_to_linker`. A guest may import this package in both versions, or
//! 0.2 of WASI and 0.3 of this package: add to the linker what it may import, of version 0.2 with
//! `p2::add_to_linker_async`. A descriptor is the same thing in both.
//!
//! wasmtime-wasi 48 calls its own WASI 0.3 experimental, and its security fixes do not cover what 0.3 alone has. The
//! core of this crate is the same for both versions.

pub mod bindings;
mod convert;
mod fifo;
mod filesystem;
mod metadata;
mod mknod;
mod streams;

use crate::{WasiMknod, WasiMknodCtxView, WasiMknodView};
use wasmtime::component::{Accessor, Linker};
use wasmtime_wasi::filesystem::WasiFilesystemView;

/// Adds the interfaces of this package to `linker`.
///
/// System calls run on tokio's blocking threads, unless
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread) lets them run where the
/// call is polled. Any number of calls may be in flight in one store. A call that is dropped before its end may still
/// make its nodes, and they count against the quota; a call of the interface `fifo` that is dropped closes the FIFO.
///
/// # Errors
///
/// If the linker has an interface of this name already, or its engine was told to do without
/// [`concurrency_support`](wasmtime::Config::concurrency_support).
///
/// # Examples
///
/// ```no_run
#[doc = include_str!("../../examples/p3.rs")]
/// ```
pub fn add_to_linker<T: WasiMknodView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    bindings::filesystem::types::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}

/// Makes the `wasi:filesystem` of WASI 0.3 in `linker` whole for special files.
///
/// Call it after `wasmtime_wasi::p3::add_to_linker`: it takes the place of those functions of `wasi:filesystem/types`
/// that mishandle special files, and leaves the others alone. Then programs that know nothing of this crate read and
/// write FIFOs like files, and none of them can hold a thread of the host by opening one:
///
/// * `open-at` answers at once, whatever the path leads to. A device is `not-permitted` unless
///   [`Policy::open_device`](crate::Policy::open_device) grants it, a socket is `no-such-device`.
/// * The streams of a FIFO wait for the other end, end after the last writer, and fail with `pipe` after the last
///   reader. The offset does not count.
/// * FIFOs and sockets are told as such in `get-type`, `stat`, `stat-at` and directory entries.
///
/// Regular files and directories behave as before, but for a listing, which is what the directory was at the first
/// read. Files that are opened from now on read and write on the thread that polls the call only if
/// [`allow_blocking_current_thread`](crate::WasiMknodCtxBuilder::allow_blocking_current_thread) says so.
///
/// Before an end of a FIFO sleeps until the other one does something, it asks again for up to 50 µs, in turns with the
/// other tasks of the runtime, as long as that proves worth while.
///
/// It needs Linux with `/proc`. Without `/proc` special files are `unsupported`, and on other platforms the linker is
/// left as it is.
///
/// # Errors
///
/// If the linker cannot take the functions. Afterwards [`Linker::allow_shadowing`] is off, as it is in a new linker.
pub fn override_filesystem<T>(linker: &mut Linker<T>) -> wasmtime::Result<()>
where
    T: WasiMknodView + WasiFilesystemView + 'static,
{
    crate::filesystem::shadowing::shadowing(linker, filesystem::add)
}

impl bindings::filesystem::types::Host for WasiMknodCtxView<'_> {}

/// Does the part of a call that needs the store, and says whether the rest may block this thread.
fn prepare<T, C>(
    store: &Accessor<T, WasiMknod>,
    prepare: impl FnOnce(&mut WasiMknodCtxView<'_>) -> wasmtime::Result<C>,
) -> wasmtime::Result<(bool, C)> {
    store.with(|mut access| {
        let mut view = access.get();
        let call = prepare(&mut view)?;
        Ok((view.ctx.allow_blocking_current_thread, call))
    })
}
