//! Overrides for the functions of `wasi:filesystem/types` that mishandle FIFOs, sockets and devices
//! in wasmtime-wasi.
//!
//! They forward everything else to wasmtime-wasi. [`open`] and [`times`] do not: that would look
//! the path up twice, and in between a FIFO could take the place of a file.

mod listing;
mod node_type;
mod open;
mod streams;
mod times;
mod unseekable;

use crate::WasiMknodView;
use crate::wait::Blocking;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource, ResourceType};
use wasmtime_wasi::filesystem::WasiFilesystemView;
use wasmtime_wasi::p2::bindings::filesystem::types::{DirectoryEntryStream, ErrorCode};
use wasmtime_wasi::p2::{FsResult, ReaddirIterator};
use wasmtime_wasi::runtime::in_tokio;

/// The name under which wasmtime-wasi adds the interface. It serves components that import an older
/// 0.2 as well.
const INTERFACE: &str = "wasi:filesystem/types@0.2.12";

/// The result of a host function of WASI: a trap, or a value for the guest.
type Answer<R> = Result<(std::result::Result<R, ErrorCode>,)>;

/// The data of a store that the functions need.
pub(super) trait View: WasiMknodView + WasiFilesystemView + 'static {}

impl<T: WasiMknodView + WasiFilesystemView + 'static> View for T {}

/// Adds the functions to `$linker`. `$wrap` defines those that may wait, and `$blocking` says
/// whether functions may block their thread.
macro_rules! shadow {
    ($linker:ident, $wrap:ident, $blocking:expr) => {{
        let mut types = $linker.instance(INTERFACE)?;
        $wrap!(types, "[method]descriptor.open-at", open::open_at);
        $wrap!(
            types,
            "[method]descriptor.set-times-at",
            times::set_times_at
        );
        $wrap!(types, "[method]descriptor.set-times", times::set_times);
        $wrap!(types, "[method]descriptor.sync", unseekable::sync);
        $wrap!(types, "[method]descriptor.sync-data", unseekable::sync_data);
        $wrap!(types, "[method]descriptor.set-size", unseekable::set_size);
        $wrap!(types, "[method]descriptor.advise", unseekable::advise);
        $wrap!(types, "[method]descriptor.get-type", node_type::get_type);
        $wrap!(types, "[method]descriptor.stat", node_type::stat);
        $wrap!(types, "[method]descriptor.stat-at", node_type::stat_at);
        $wrap!(types, "[method]descriptor.read", streams::read);
        $wrap!(types, "[method]descriptor.write", streams::write);
        $wrap!(
            types,
            "[method]descriptor.read-directory",
            listing::read_directory
        );
        $wrap!(
            types,
            "[method]directory-entry-stream.read-directory-entry",
            listing::read_directory_entry
        );
        types.func_wrap("[method]descriptor.read-via-stream", |mut store, params| {
            streams::read_via_stream::<T>(store.data_mut(), params, $blocking)
        })?;
        types.func_wrap(
            "[method]descriptor.write-via-stream",
            |mut store, params| streams::write_via_stream::<T>(store.data_mut(), params, $blocking),
        )?;
        types.func_wrap(
            "[method]descriptor.append-via-stream",
            |mut store, params| {
                streams::append_via_stream::<T>(store.data_mut(), params, $blocking)
            },
        )?;
        types.resource(
            "directory-entry-stream",
            ResourceType::host::<DirectoryEntryStream>(),
            |mut store, rep| listing::drop::<T>(store.data_mut(), rep),
        )
    }};
}

/// Defines the async function `$function` as a blocking one.
macro_rules! blocking {
    ($instance:ident, $name:literal, $($function:ident)::+) => {
        $instance.func_wrap($name, |mut store, params| {
            in_tokio($($function)::+::<T>(store.data_mut(), params, Blocking::Allowed))
        })?
    };
}

/// Defines the async function `$function` as it is.
macro_rules! waiting {
    ($instance:ident, $name:literal, $($function:ident)::+) => {
        $instance.func_wrap_async($name, |mut store, params| {
            Box::new(async move {
                $($function)::+::<T>(store.data_mut(), params, Blocking::Forbidden).await
            })
        })?
    };
}

pub(super) fn override_sync<T: View>(linker: &mut Linker<T>) -> Result<()> {
    shadow!(linker, blocking, Blocking::Allowed)
}

pub(super) fn override_async<T: View>(linker: &mut Linker<T>) -> Result<()> {
    shadow!(linker, waiting, Blocking::Forbidden)
}

/// Re-borrows a handle, so the original can still be passed on.
fn reborrow<R: 'static>(resource: &Resource<R>) -> Resource<R> {
    Resource::new_borrow(resource.rep())
}

/// Converts the result of a function of wasmtime-wasi.
fn answer<R>(result: FsResult<R>) -> Answer<R> {
    Ok((match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.downcast()?),
    },))
}

/// A listing in the table of a guest.
type Listing = Resource<ReaddirIterator>;
