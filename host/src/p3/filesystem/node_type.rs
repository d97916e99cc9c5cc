//! `get-type`, `stat` and `stat-at`, with FIFO and socket types.

use super::{Answer, View, answer, directory, own, reborrow, wasi};
use crate::fifo::Kind;
use crate::metadata;
use crate::sys::stat::FileType;
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
    if let Ok(found) = &mut result
        && may_be_special(found, true)
    {
        of_descriptor(accessor, &fd, found)?;
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
        && may_be_special(&stat.type_, true)
    {
        of_descriptor(accessor, &fd, &mut stat.type_)?;
    }
    if let Ok(stat) = &mut result
        && accessor.with(|mut access| access.data_mut().mknod().is_own(&fd))?
    {
        // It has no name in the file system, but one for the guest.
        stat.link_count = 1;
    }
    Ok((result,))
}

pub(super) async fn stat_at<T: View>(
    accessor: &Accessor<T>,
    (fd, path_flags, path): (Resource<Descriptor>, PathFlags, String),
) -> Answer<DescriptorStat> {
    let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
    if let Some(found) = own::find(accessor, &fd, &path, follow)? {
        return own::stat(accessor, found).await;
    }
    let wasi = wasi(accessor);
    let result = WasiFilesystem::stat_at(&wasi, reborrow(&fd), path_flags, path.clone()).await;
    let (mut result,) = answer(result)?;
    let recorded = accessor.with(|mut access| access.data_mut().mknod().ctx.recording.reads());
    if let Ok(stat) = &mut result
        && may_be_special(&stat.type_, recorded)
        && let (Some(start), offload) = directory(accessor, &fd)?
    {
        let look = move || metadata::look(&start.dir, &path, follow, recorded);
        // A node that was removed meanwhile stays what it was.
        if let Ok(found) = offload.run(look).await {
            let show_sockets =
                accessor.with(|mut access| access.data_mut().mknod().ctx.show_sockets);
            stat.type_ = of_node(found.file_type, show_sockets);
        }
    }
    Ok((result,))
}

/// Corrects what wasmtime-wasi tells of the type of an open descriptor.
fn of_descriptor<T: View>(
    accessor: &Accessor<T>,
    fd: &Resource<Descriptor>,
    told: &mut DescriptorType,
) -> wasmtime::Result<()> {
    accessor.with(|mut access| {
        let view = access.data_mut().mknod();
        let end = view.end_of(fd)?.map(|end| end.kind());
        match (end, view.emulated(fd)?) {
            (Some(Kind::Fifo), _) => *told = DescriptorType::Fifo,
            (Some(Kind::Device), _) => *told = DescriptorType::CharacterDevice,
            (_, Some(device)) => *told = of_node(device.file_type(&view.ctx.streams), false),
            (None, None) => {}
        }
        Ok(())
    })
}

/// Returns whether a node of which wasmtime-wasi tells this type is of another: `recorded` says
/// whether a file may stand for a special one.
fn may_be_special(told: &DescriptorType, recorded: bool) -> bool {
    match told {
        DescriptorType::Other(_) => true,
        DescriptorType::RegularFile => recorded,
        _ => false,
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
        FileType::Fifo => DescriptorType::Fifo,
        FileType::Socket if show_sockets => DescriptorType::Socket,
        _ => DescriptorType::Other(None),
    }
}
