//! The functions of `wasi:filesystem/types` for which special files are not special enough in wasmtime-wasi.
//!
//! Each of them hands on to wasmtime-wasi whatever is no special file. [`open`] and [`times`] cannot: there the path
//! would be looked up twice, with a chance in between to put a FIFO in the place of a file.

mod kinds;
mod listing;
mod open;
mod streams;
mod times;

use crate::WasiMknodView;
use crate::wait::offload::run;
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource, ResourceTable, ResourceType};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystemView};
use wasmtime_wasi::p2::bindings::filesystem::types::{DirectoryEntryStream, ErrorCode};
use wasmtime_wasi::p2::{FsResult, ReaddirIterator};
use wasmtime_wasi::runtime::in_tokio;

/// The name under which wasmtime-wasi adds the interface. Components that import an older 0.2 are given it as well.
const INTERFACE: &str = "wasi:filesystem/types@0.2.12";

/// What a host function of WASI answers: a trap, or the result for the guest.
type Answer<R> = Result<(std::result::Result<R, ErrorCode>,)>;

/// What the functions need of the data of a store.
pub(super) trait View: WasiMknodView + WasiFilesystemView + 'static {}

impl<T: WasiMknodView + WasiFilesystemView + 'static> View for T {}

/// Where system calls run that may take a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calls {
    /// On the thread of the guest: the host functions are blocking ones.
    Here,
    /// On another thread, unless the embedder lets them block the thread of the guest.
    Elsewhere,
}

impl Calls {
    /// Whether they run on the thread of the guest.
    fn here<T: View>(self, data: &mut T) -> bool {
        self == Self::Here || data.mknod().ctx.allow_blocking_current_thread
    }
}

/// Puts the functions into `$linker`, with `$wrap` as the way to define one that may wait, and `$calls` for the others.
macro_rules! shadow {
    ($linker:ident, $wrap:ident, $calls:expr) => {{
        let mut types = $linker.instance(INTERFACE)?;
        $wrap!(types, "[method]descriptor.open-at", open::open_at);
        $wrap!(
            types,
            "[method]descriptor.set-times-at",
            times::set_times_at
        );
        $wrap!(types, "[method]descriptor.get-type", kinds::get_type);
        $wrap!(types, "[method]descriptor.stat", kinds::stat);
        $wrap!(types, "[method]descriptor.stat-at", kinds::stat_at);
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
            streams::read_via_stream::<T>(store.data_mut(), params, $calls)
        })?;
        types.func_wrap(
            "[method]descriptor.write-via-stream",
            |mut store, params| streams::write_via_stream::<T>(store.data_mut(), params, $calls),
        )?;
        types.func_wrap(
            "[method]descriptor.append-via-stream",
            |mut store, params| streams::append_via_stream::<T>(store.data_mut(), params, $calls),
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
            in_tokio($($function)::+::<T>(store.data_mut(), params, Calls::Here))
        })?
    };
}

/// Defines the async function `$function` as it is.
macro_rules! waiting {
    ($instance:ident, $name:literal, $($function:ident)::+) => {
        $instance.func_wrap_async($name, |mut store, params| {
            Box::new(async move {
                $($function)::+::<T>(store.data_mut(), params, Calls::Elsewhere).await
            })
        })?
    };
}

pub(super) fn override_sync<T: View>(linker: &mut Linker<T>) -> Result<()> {
    shadow!(linker, blocking, Calls::Here)
}

pub(super) fn override_async<T: View>(linker: &mut Linker<T>) -> Result<()> {
    shadow!(linker, waiting, Calls::Elsewhere)
}

/// Another name for the same resource, for those who need it once more.
fn again<R: 'static>(resource: &Resource<R>) -> Resource<R> {
    Resource::new_borrow(resource.rep())
}

/// What wasmtime-wasi answers.
fn answer<R>(result: FsResult<R>) -> Answer<R> {
    Ok((match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.downcast()?),
    },))
}

/// The file of a descriptor, if it is not a directory.
fn file(table: &ResourceTable, fd: &Resource<Descriptor>) -> Result<Option<Arc<File>>> {
    Ok(match table.get(fd)? {
        Descriptor::File(file) => Some(Arc::clone(&file.file)),
        Descriptor::Dir(_) => None,
    })
}

/// The directory of a descriptor, if it is one.
fn directory(table: &ResourceTable, fd: &Resource<Descriptor>) -> Result<Option<Arc<File>>> {
    Ok(match table.get(fd)? {
        Descriptor::Dir(dir) => Some(Arc::clone(&dir.dir)),
        Descriptor::File(_) => None,
    })
}

/// A listing in the table of a guest.
type Listing = Resource<ReaddirIterator>;
