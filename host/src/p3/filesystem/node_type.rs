//! `get-type`, `stat` and `stat-at`, with FIFO and socket types.

use super::{Answer, View, answer, directory, reborrow, wasi};
use crate::fifo::Kind;
use crate::metadata;
use crate::sys::handle;
use crate::sys::stat::{self, FileType};
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    DescriptorStat, DescriptorType, HostDescriptorWithStore, PathFlags,
};

pub(super) async fn get_type<T: View>(
    accessor: &Accessor<T>,
    (fd,): (Resource<Descriptor>,),
) -> Answer<DescriptorType> {
    let result = WasiFilesystem::get_type(&wasi(accessor), reborrow(&fd)).await;
    let (mut result,) = answer(result)?;
    if let Ok(found @ DescriptorType::Other(_)) = &mut result {
        *found = of_descriptor(accessor, &fd)?;
    }
    Ok((result,))
}

pub(super) async fn stat<T: View>(
    accessor: &Accessor<T>,
    (fd,): (Resource<Descriptor>,),
) -> Answer<DescriptorStat> {
    let result = WasiFilesystem::stat(&wasi(accessor), reborrow(&fd)).await;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result
        && let DescriptorType::Other(_) = stat.type_
    {
        stat.type_ = of_descriptor(accessor, &fd)?;
    }
    Ok((result,))
}

pub(super) async fn stat_at<T: View>(
    accessor: &Accessor<T>,
    (fd, path_flags, path): (Resource<Descriptor>, PathFlags, String),
) -> Answer<DescriptorStat> {
    let wasi = wasi(accessor);
    let result = WasiFilesystem::stat_at(&wasi, reborrow(&fd), path_flags, path.clone()).await;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result
        && let DescriptorType::Other(_) = stat.type_
        && let (Some(start), offload) = directory(accessor, &fd)?
    {
        let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        let look = move || stat::stat(&handle::pin(&start.dir, &path, follow)?);
        // A node that was removed meanwhile stays `Other`.
        if let Ok(found) = offload.run(look).await {
            let show_sockets =
                accessor.with(|mut access| access.data_mut().mknod().ctx.show_sockets);
            stat.type_ = special(found.file_type, show_sockets);
        }
    }
    Ok((result,))
}

/// Returns the type of an open descriptor that is unknown to wasmtime-wasi.
fn of_descriptor<T: View>(
    accessor: &Accessor<T>,
    fd: &Resource<Descriptor>,
) -> wasmtime::Result<DescriptorType> {
    accessor.with(|mut access| {
        let end = access.data_mut().mknod().end_of(fd)?;
        Ok(match end.map(|end| end.kind()) {
            Some(Kind::Fifo) => DescriptorType::Fifo,
            Some(Kind::Device) => DescriptorType::CharacterDevice,
            None => DescriptorType::Other(None),
        })
    })
}

/// Returns the type of a node that is unknown to wasmtime-wasi.
fn special(file_type: FileType, show_sockets: bool) -> DescriptorType {
    match metadata::special(file_type) {
        Some(metadata::Special::Fifo) => DescriptorType::Fifo,
        Some(metadata::Special::Socket) if show_sockets => DescriptorType::Socket,
        _ => DescriptorType::Other(None),
    }
}

/// Returns the type of a node.
pub(super) fn of_node(file_type: FileType, show_sockets: bool) -> DescriptorType {
    match file_type {
        FileType::RegularFile => DescriptorType::RegularFile,
        FileType::Directory => DescriptorType::Directory,
        FileType::Symlink => DescriptorType::SymbolicLink,
        FileType::CharacterDevice => DescriptorType::CharacterDevice,
        FileType::BlockDevice => DescriptorType::BlockDevice,
        other => special(other, show_sockets),
    }
}
