//! Overrides for the functions of `wasi:filesystem/types` that mishandle FIFOs, sockets and devices
//! in wasmtime-wasi, or refuse what a policy may grant.
//!
//! They forward everything else to wasmtime-wasi. [`open`] and [`times`] do not: that would look
//! the path up twice, and in between a FIFO could take the place of a file. Nor does
//! [`listing`]: the types in a stream cannot be corrected. [`own`] answers for a directory that has
//! no nodes in the file system.

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
use crate::descriptor::Directory;
use crate::filesystem::shadowing::Replacement;
use crate::wait::Offload;
use wasmtime::Result;
use wasmtime::component::{Access, Accessor, Resource, ResourceType};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem, WasiFilesystemView};
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p3::filesystem::FilesystemResult;

/// The name under which wasmtime-wasi adds the interface. It serves components that import another
/// 0.3 as well.
pub(super) const INTERFACE: &str = "wasi:filesystem/types@0.3.0";

/// The result of a host function of WASI: a trap, or a value for the guest.
type Answer<R> = Result<(std::result::Result<R, ErrorCode>,)>;

/// The data of a store that the functions need.
pub(super) trait View: WasiMknodView + WasiFilesystemView + 'static {}

impl<T: WasiMknodView + WasiFilesystemView + 'static> View for T {}

/// Defines the async function `$function`.
macro_rules! concurrent {
    ($instance:ident, $name:literal, $($function:ident)::+) => {
        $instance.of($name)?.func_wrap_concurrent($name, |accessor, params| {
            Box::pin($($function)::+::<T>(accessor, params))
        })?
    };
}

/// Defines the function `$function`, which answers at once.
macro_rules! immediate {
    ($instance:ident, $name:literal, $($function:ident)::+) => {
        $instance.of($name)?.func_wrap($name, |store, params| {
            let store = Access::<T, WasiFilesystem>::new(store, T::filesystem);
            $($function)::+::<T>(store, params)
        })?
    };
}

pub(super) fn replace<T: View>(types: &mut Replacement<'_, T>) -> Result<()> {
    concurrent!(types, "[method]descriptor.open-at", open::open_at);
    concurrent!(
        types,
        "[method]descriptor.set-times-at",
        times::set_times_at
    );
    concurrent!(types, "[method]descriptor.set-times", times::set_times);
    concurrent!(types, "[method]descriptor.sync", unseekable::sync);
    concurrent!(types, "[method]descriptor.sync-data", unseekable::sync_data);
    concurrent!(types, "[method]descriptor.set-size", unseekable::set_size);
    concurrent!(types, "[method]descriptor.advise", unseekable::advise);
    concurrent!(types, "[method]descriptor.get-type", node_type::get_type);
    concurrent!(types, "[method]descriptor.stat", node_type::stat);
    concurrent!(types, "[method]descriptor.stat-at", node_type::stat_at);
    concurrent!(
        types,
        "[method]descriptor.metadata-hash-at",
        own::metadata_hash_at
    );
    concurrent!(types, "[method]descriptor.readlink-at", links::readlink_at);
    concurrent!(types, "[method]descriptor.symlink-at", links::symlink_at);
    immediate!(
        types,
        "[method]descriptor.read-directory",
        listing::read_directory
    );
    immediate!(
        types,
        "[method]descriptor.read-via-stream",
        streams::read_via_stream
    );
    immediate!(
        types,
        "[method]descriptor.write-via-stream",
        streams::write_via_stream
    );
    immediate!(
        types,
        "[method]descriptor.append-via-stream",
        streams::append_via_stream
    );
    const DESCRIPTOR: &str = "descriptor";
    types.of(DESCRIPTOR)?.resource(
        DESCRIPTOR,
        ResourceType::host::<Descriptor>(),
        |mut store, rep| close::drop::<T>(store.data_mut(), rep),
    )
}

/// Returns the accessor for functions of wasmtime-wasi.
fn wasi<T: View>(accessor: &Accessor<T>) -> Accessor<T, WasiFilesystem> {
    accessor.with_getter::<WasiFilesystem>(T::filesystem)
}

/// Re-borrows a handle, so the original can still be passed on.
fn reborrow<R: 'static>(resource: &Resource<R>) -> Resource<R> {
    Resource::new_borrow(resource.rep())
}

/// Converts the result of a function of wasmtime-wasi.
fn answer<R>(result: FilesystemResult<R>) -> Answer<R> {
    Ok((match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.downcast()?),
    },))
}

/// Returns the directory `fd`, or `None` if `fd` is another descriptor, and where system calls run.
fn directory<T: View>(
    accessor: &Accessor<T>,
    fd: &Resource<Descriptor>,
) -> Result<(Option<Directory>, Offload)> {
    accessor.with(|mut access| {
        let view = access.data_mut().mknod();
        Ok((Directory::find(view.table, fd)?, view.ctx.offload.clone()))
    })
}
