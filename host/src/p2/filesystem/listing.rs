//! The entries of directories.

use super::kinds::special;
use super::{Answer, Calls, Listing, View, again, answer, directory, run};
use crate::sys::stat;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DescriptorType, DirectoryEntry, HostDescriptor, HostDirectoryEntryStream,
};

pub(super) async fn read_directory<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    _calls: Calls,
) -> Answer<Listing> {
    let mut view = data.filesystem();
    let (result,) = answer(HostDescriptor::read_directory(&mut view, again(&fd)).await)?;
    let view = data.mknod();
    if let (Ok(listing), Some(dir)) = (&result, directory(view.table, &fd)?) {
        view.ctx.listings.insert(listing.rep(), dir);
    }
    Ok((result,))
}

pub(super) async fn read_directory_entry<T: View>(
    data: &mut T,
    (listing,): (Listing,),
    calls: Calls,
) -> Answer<Option<DirectoryEntry>> {
    let mut view = data.filesystem();
    let result = view.read_directory_entry(again(&listing)).await;
    let (mut result,) = answer(result)?;
    if let Ok(Some(entry)) = &mut result
        && entry.type_ == DescriptorType::Unknown
        && let Some(dir) = data.mknod().ctx.listings.get(&listing.rep())
    {
        let (dir, name) = (Arc::clone(dir), entry.name.clone());
        let look = move || stat::stat_entry(&dir, &name);
        // What has gone since it was listed stays unknown.
        if let Ok(stat) = run(calls.here(data), look).await {
            entry.type_ = special(stat.file_type);
        }
    }
    Ok((result,))
}

pub(super) fn drop<T: View>(data: &mut T, rep: u32) -> Result<()> {
    data.mknod().ctx.listings.remove(&rep);
    HostDirectoryEntryStream::drop(&mut data.filesystem(), Resource::new_own(rep))
}
