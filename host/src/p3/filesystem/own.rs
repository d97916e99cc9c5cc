//! The guest's own `/dev`: what wasmtime-wasi would look up in a directory, which is empty.

use super::{Answer, View, answer, node_type, wasi};
use crate::emulated::Node;
use crate::p3::convert::as_wasmtime_wasi;
use crate::sys::Errno;
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    DescriptorStat, HostDescriptorWithStore, MetadataHashValue, PathFlags,
};

type Found = std::result::Result<&'static Node, Errno>;

/// Finds a node, or returns `None` if `fd` is no directory of the guest's own `/dev`.
pub(super) fn find<T: View>(
    accessor: &Accessor<T>,
    fd: &Resource<Descriptor>,
    path: &str,
    follow: bool,
) -> Result<Option<Found>> {
    accessor.with(|mut access| access.data_mut().mknod().own_node(fd, path, follow))
}

pub(super) async fn metadata_hash_at<T: View>(
    accessor: &Accessor<T>,
    (fd, path_flags, path): (Resource<Descriptor>, PathFlags, String),
) -> Answer<MetadataHashValue> {
    let wasi = wasi(accessor);
    let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
    let Some(found) = find(accessor, &fd, &path, follow)? else {
        return answer(WasiFilesystem::metadata_hash_at(&wasi, fd, path_flags, path).await);
    };
    let node = match open(accessor, found)? {
        Ok((_, node)) => node,
        Err(errno) => return Ok((Err(as_wasmtime_wasi(errno)),)),
    };
    let fd = Resource::new_borrow(node.rep());
    let hash = WasiFilesystem::metadata_hash(&wasi, fd).await;
    close(accessor, node)?;
    answer(hash)
}

/// Answers a `stat-at` of a node.
pub(super) async fn stat<T: View>(accessor: &Accessor<T>, found: Found) -> Answer<DescriptorStat> {
    let (found, node) = match open(accessor, found)? {
        Ok(opened) => opened,
        Err(errno) => return Ok((Err(as_wasmtime_wasi(errno)),)),
    };
    let fd = Resource::new_borrow(node.rep());
    let result = WasiFilesystem::stat(&wasi(accessor), fd).await;
    close(accessor, node)?;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result {
        let file_type =
            accessor.with(|mut access| found.file_type(&access.data_mut().mknod().ctx.streams));
        stat.type_ = node_type::of_node(file_type, false);
        stat.size = found.size();
        stat.link_count = 1;
    }
    Ok((result,))
}

/// Opens a node for a question to wasmtime-wasi. The descriptor is to be closed.
fn open<T: View>(
    accessor: &Accessor<T>,
    found: Found,
) -> Result<std::result::Result<(&'static Node, Resource<Descriptor>), Errno>> {
    accessor.with(|mut access| access.data_mut().mknod().open_own(found))
}

fn close<T: View>(accessor: &Accessor<T>, node: Resource<Descriptor>) -> Result<()> {
    accessor.with(|mut access| access.data_mut().mknod().table.delete(node))?;
    Ok(())
}
