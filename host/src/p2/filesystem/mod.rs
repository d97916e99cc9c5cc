//! Overrides for the functions of `wasi:filesystem/types` that mishandle FIFOs, sockets and devices
//! in wasmtime-wasi, or refuse what a policy may grant.
//!
//! They forward everything else to wasmtime-wasi. [`open`] and [`times`] do not: that would look
//! the path up twice, and in between a FIFO could take the place of a file. [`own`] answers for a
//! directory that has no nodes in the file system.

mod close;
mod links;
mod listing;
mod node_type;
mod open;
mod own;
mod streams;
mod times;
mod unseekable;

use crate::WasiMknodView;
use crate::filesystem::shadowing::Replacement;
use crate::wait::Blocking;
use wasmtime::Result;
use wasmtime::component::{Resource, ResourceType};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystemView};
use wasmtime_wasi::p2::bindings::filesystem::types::{DirectoryEntryStream, ErrorCode};
use wasmtime_wasi::p2::{FsResult, ReaddirIterator};
use wasmtime_wasi::runtime::in_tokio;

/// The name under which wasmtime-wasi adds the interface. It serves components that import an older
/// 0.2 as well.
pub(super) const INTERFACE: &str = "wasi:filesystem/types@0.2.12";

/// The result of a host function of WASI: a trap, or a value for the guest.
type Answer<R> = Result<(std::result::Result<R, ErrorCode>,)>;

/// The data of a store that the functions need.
pub(super) trait View: WasiMknodView + WasiFilesystemView + 'static {}

impl<T: WasiMknodView + WasiFilesystemView + 'static> View for T {}

/// Replaces the functions in `$types`. `$wrap` defines those that may wait, and `$blocking` says
/// whether functions may block their thread.
macro_rules! replace {
    ($types:ident, $wrap:ident, $blocking:expr) => {{
        $wrap!($types, "[method]descriptor.open-at", open::open_at);
        $wrap!(
            $types,
            "[method]descriptor.set-times-at",
            times::set_times_at
        );
        $wrap!($types, "[method]descriptor.set-times", times::set_times);
        $wrap!($types, "[method]descriptor.sync", unseekable::sync);
        $wrap!(
            $types,
            "[method]descriptor.sync-data",
            unseekable::sync_data
        );
        $wrap!($types, "[method]descriptor.set-size", unseekable::set_size);
        $wrap!($types, "[method]descriptor.advise", unseekable::advise);
        $wrap!($types, "[method]descriptor.get-type", node_type::get_type);
        $wrap!($types, "[method]descriptor.stat", node_type::stat);
        $wrap!($types, "[method]descriptor.stat-at", node_type::stat_at);
        $wrap!(
            $types,
            "[method]descriptor.metadata-hash-at",
            own::metadata_hash_at
        );
        $wrap!($types, "[method]descriptor.readlink-at", links::readlink_at);
        $wrap!($types, "[method]descriptor.symlink-at", links::symlink_at);
        $wrap!($types, "[method]descriptor.read", streams::read);
        $wrap!($types, "[method]descriptor.write", streams::write);
        $wrap!(
            $types,
            "[method]descriptor.read-directory",
            listing::read_directory
        );
        $wrap!(
            $types,
            "[method]directory-entry-stream.read-directory-entry",
            listing::read_directory_entry
        );
        immediate!(
            $types,
            "[method]descriptor.read-via-stream",
            streams::read_via_stream,
            $blocking
        );
        immediate!(
            $types,
            "[method]descriptor.write-via-stream",
            streams::write_via_stream,
            $blocking
        );
        immediate!(
            $types,
            "[method]descriptor.append-via-stream",
            streams::append_via_stream,
            $blocking
        );
        const DESCRIPTOR: &str = "descriptor";
        $types.of(DESCRIPTOR)?.resource(
            DESCRIPTOR,
            ResourceType::host::<Descriptor>(),
            |mut store, rep| close::drop::<T>(store.data_mut(), rep),
        )?;
        const LISTING: &str = "directory-entry-stream";
        $types.of(LISTING)?.resource(
            LISTING,
            ResourceType::host::<DirectoryEntryStream>(),
            |mut store, rep| listing::drop::<T>(store.data_mut(), rep),
        )
    }};
}

/// Defines the async function `$function` as a blocking one.
macro_rules! blocking {
    ($types:ident, $name:literal, $($function:ident)::+) => {
        $types.of($name)?.func_wrap($name, |mut store, params| {
            in_tokio($($function)::+::<T>(store.data_mut(), params, Blocking::Allowed))
        })?
    };
}

/// Defines the async function `$function` as it is.
macro_rules! waiting {
    ($types:ident, $name:literal, $($function:ident)::+) => {
        $types.of($name)?.func_wrap_async($name, |mut store, params| {
            Box::new(async move {
                $($function)::+::<T>(store.data_mut(), params, Blocking::Forbidden).await
            })
        })?
    };
}

/// Defines the function `$function`, which never waits.
macro_rules! immediate {
    ($types:ident, $name:literal, $($function:ident)::+, $blocking:expr) => {
        $types.of($name)?.func_wrap($name, |mut store, params| {
            $($function)::+::<T>(store.data_mut(), params, $blocking)
        })?
    };
}

pub(super) fn override_sync<T: View>(types: &mut Replacement<'_, T>) -> Result<()> {
    replace!(types, blocking, Blocking::Allowed)
}

pub(super) fn override_async<T: View>(types: &mut Replacement<'_, T>) -> Result<()> {
    replace!(types, waiting, Blocking::Forbidden)
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
