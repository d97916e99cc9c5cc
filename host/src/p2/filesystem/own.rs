//! The guest's own `/dev`: what wasmtime-wasi would look up in a directory, which is empty.

use super::{Answer, View, answer, node_type};
use crate::emulated::Node;
use crate::p2::convert::as_wasmtime_wasi;
use crate::sys::Errno;
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DescriptorStat, HostDescriptor, MetadataHashValue, PathFlags,
};

type Found = Result<&'static Node, Errno>;

pub(super) async fn metadata_hash_at<T: View>(
    data: &mut T,
    (fd, path_flags, path): (Resource<Descriptor>, PathFlags, String),
    _blocking: Blocking,
) -> Answer<MetadataHashValue> {
    let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
    let Some(found) = data.mknod().own_node(&fd, &path, follow)? else {
        let mut view = data.filesystem();
        return answer(HostDescriptor::metadata_hash_at(&mut view, fd, path_flags, path).await);
    };
    let node = match data.mknod().open_own(found)? {
        Ok((_, node)) => node,
        Err(errno) => return Ok((Err(as_wasmtime_wasi(errno)),)),
    };
    let fd = Resource::new_borrow(node.rep());
    let hash = HostDescriptor::metadata_hash(&mut data.filesystem(), fd).await;
    data.mknod().table.delete(node)?;
    answer(hash)
}

/// Answers a `stat-at` of a node.
pub(super) async fn stat<T: View>(data: &mut T, found: Found) -> Answer<DescriptorStat> {
    let (found, node) = match data.mknod().open_own(found)? {
        Ok(opened) => opened,
        Err(errno) => return Ok((Err(as_wasmtime_wasi(errno)),)),
    };
    let fd = Resource::new_borrow(node.rep());
    let result = HostDescriptor::stat(&mut data.filesystem(), fd).await;
    data.mknod().table.delete(node)?;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result {
        stat.type_ = node_type::of_file_type(found.file_type(&data.mknod().ctx.streams));
        stat.size = found.size();
        stat.link_count = 1;
    }
    Ok((result,))
}
