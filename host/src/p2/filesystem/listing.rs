//! The entries of directories.

use super::node_type::special;
use super::{Answer, Listing, View, answer, reborrow};
use crate::descriptor::Directory;
use crate::sys::stat;
use crate::wait::Blocking;
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
    _blocking: Blocking,
) -> Answer<Listing> {
    let mut view = data.filesystem();
    let (result,) = answer(HostDescriptor::read_directory(&mut view, reborrow(&fd)).await)?;
    let view = data.mknod();
    if let (Ok(listing), Some(directory)) = (&result, Directory::find(view.table, &fd)?) {
        view.ctx.listings.insert(listing.rep(), directory.dir);
    }
    Ok((result,))
}

pub(super) async fn read_directory_entry<T: View>(
    data: &mut T,
    (listing,): (Listing,),
    blocking: Blocking,
) -> Answer<Option<DirectoryEntry>> {
    let mut view = data.filesystem();
    let result = view.read_directory_entry(reborrow(&listing)).await;
    let (mut result,) = answer(result)?;
    if let Ok(Some(entry)) = &mut result
        && entry.type_ == DescriptorType::Unknown
        && let Some(dir) = data.mknod().ctx.listings.get(&listing.rep())
    {
        let (dir, name) = (Arc::clone(dir), entry.name.clone());
        let offload = data.mknod().ctx.offload.within(blocking);
        let look = move || stat::stat_entry(&dir, &name);
        // A node that was removed meanwhile stays unknown.
        if let Ok(stat) = offload.run(look).await {
            entry.type_ = special(data, stat.file_type);
        }
    }
    Ok((result,))
}

pub(super) fn drop<T: View>(data: &mut T, rep: u32) -> Result<()> {
    data.mknod().ctx.listings.remove(&rep);
    HostDirectoryEntryStream::drop(&mut data.filesystem(), Resource::new_own(rep))
}
