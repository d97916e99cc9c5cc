//! The entries of directories.

use super::node_type::{may_be_special, of_file_type, tell};
use super::{Answer, Listing, View, answer, reborrow};
use crate::descriptor::Directory;
use crate::recorded;
use crate::sys::stat;
use crate::wait::Blocking;
use std::sync::Arc;
use std::vec;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DirectoryEntry, HostDescriptor, HostDirectoryEntryStream,
};

/// A listing of the guest's own `/dev`. It stands in the table of the guest in place of one of
/// wasmtime-wasi, which no function but those below looks at.
struct OwnListing(vec::IntoIter<DirectoryEntry>);

pub(super) async fn read_directory<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    _blocking: Blocking,
) -> Answer<Listing> {
    let view = data.mknod();
    if let Some((tree, directory)) = view.own_directory(&fd)? {
        let streams = &view.ctx.streams;
        let entries = tree.entries(directory).map(|node| DirectoryEntry {
            type_: of_file_type(node.file_type(streams)),
            name: node.name().to_owned(),
        });
        let entries: Vec<_> = entries.collect();
        let listing = view.table.push(OwnListing(entries.into_iter()))?;
        return Ok((Ok(Resource::new_own(listing.rep())),));
    }
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
    let own = Resource::<OwnListing>::new_borrow(listing.rep());
    if let Ok(entries) = data.mknod().table.get_mut(&own) {
        return Ok((Ok(entries.0.next()),));
    }
    let mut view = data.filesystem();
    let result = view.read_directory_entry(reborrow(&listing)).await;
    let (mut result,) = answer(result)?;
    let recorded = data.mknod().ctx.recording.reads();
    if let Ok(Some(entry)) = &mut result
        && may_be_special(entry.type_, recorded)
        && let Some(dir) = data.mknod().ctx.listings.get(&listing.rep())
    {
        let (dir, name) = (Arc::clone(dir), entry.name.clone());
        let offload = data.mknod().ctx.offload.within(blocking);
        let look = move || match recorded {
            true => recorded::stat_entry(&dir, &name),
            false => stat::stat_entry(&dir, &name),
        };
        // A node that was removed meanwhile stays what it was.
        if let Ok(stat) = offload.run(look).await {
            tell(data, &mut entry.type_, stat.file_type);
        }
    }
    Ok((result,))
}

pub(super) fn drop<T: View>(data: &mut T, rep: u32) -> Result<()> {
    let view = data.mknod();
    let own = Resource::<OwnListing>::new_borrow(rep);
    if view.table.get(&own).is_ok() {
        view.table.delete(Resource::<OwnListing>::new_own(rep))?;
        return Ok(());
    }
    view.ctx.listings.remove(&rep);
    HostDirectoryEntryStream::drop(&mut data.filesystem(), Resource::new_own(rep))
}
