//! What the functions say that tell the type of a node.

use super::{Answer, View, again, answer, directory, wasi};
use crate::metadata;
use crate::sys::handle;
use crate::sys::stat::{self, FileType};
use crate::wait::offload::run;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    DescriptorStat, DescriptorType, HostDescriptorWithStore, PathFlags,
};

pub(super) async fn get_type<T: View>(
    accessor: &Accessor<T>,
    (fd,): (Resource<Descriptor>,),
) -> Answer<DescriptorType> {
    let result = WasiFilesystem::get_type(&wasi(accessor), again(&fd)).await;
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
    let result = WasiFilesystem::stat(&wasi(accessor), again(&fd)).await;
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
    let result = WasiFilesystem::stat_at(&wasi, again(&fd), path_flags, path.clone()).await;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result
        && let DescriptorType::Other(_) = stat.type_
        && let (Some(dir), here) = directory(accessor, &fd)?
    {
        let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        let look = move || stat::stat(&handle::pin(&dir, &path, follow)?);
        // What has gone since stays what it was: something else.
        if let Ok(found) = run(here, look).await {
            stat.type_ = special(found.file_type);
        }
    }
    Ok((result,))
}

/// The type of what a descriptor has open, of which wasmtime-wasi knows none.
fn of_descriptor<T: View>(
    accessor: &Accessor<T>,
    fd: &Resource<Descriptor>,
) -> wasmtime::Result<DescriptorType> {
    accessor.with(|mut access| {
        let stat = match access.data_mut().mknod().table.get(fd)? {
            Descriptor::File(file) => stat::stat(&file.file).ok(),
            Descriptor::Dir(_) => None,
        };
        Ok(stat.map_or(DescriptorType::Other(None), |stat| special(stat.file_type)))
    })
}

/// The type of a node of which wasmtime-wasi knows none.
fn special(file_type: FileType) -> DescriptorType {
    match metadata::special(file_type) {
        Some(metadata::Special::Fifo) => DescriptorType::Fifo,
        Some(metadata::Special::Socket) => DescriptorType::Socket,
        None => DescriptorType::Other(None),
    }
}

/// The type of a node.
pub(super) fn of_node(file_type: FileType) -> DescriptorType {
    match file_type {
        FileType::RegularFile => DescriptorType::RegularFile,
        FileType::Directory => DescriptorType::Directory,
        FileType::Symlink => DescriptorType::SymbolicLink,
        FileType::CharacterDevice => DescriptorType::CharacterDevice,
        FileType::BlockDevice => DescriptorType::BlockDevice,
        other => special(other),
    }
}
