//! `get-type`, `stat` and `stat-at`, with FIFO and socket types.

use super::{Answer, View, answer, own, reborrow};
use crate::descriptor::Directory;
use crate::fifo::Kind;
use crate::metadata;
use crate::sys::stat::FileType;
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DescriptorStat, DescriptorType, HostDescriptor, PathFlags,
};

pub(super) async fn get_type<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    _blocking: Blocking,
) -> Answer<DescriptorType> {
    let mut view = data.filesystem();
    let (mut result,) = answer(HostDescriptor::get_type(&mut view, reborrow(&fd)).await)?;
    if let Ok(found) = &mut result
        && may_be_special(*found, true)
    {
        *found = of_descriptor(data, &fd, *found)?;
    }
    Ok((result,))
}

pub(super) async fn stat<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    _blocking: Blocking,
) -> Answer<DescriptorStat> {
    let mut view = data.filesystem();
    let (mut result,) = answer(HostDescriptor::stat(&mut view, reborrow(&fd)).await)?;
    if let Ok(stat) = &mut result
        && may_be_special(stat.type_, true)
    {
        stat.type_ = of_descriptor(data, &fd, stat.type_)?;
    }
    if let Ok(stat) = &mut result
        && data.mknod().is_own(&fd)?
    {
        // It has no name in the file system, but one for the guest.
        stat.link_count = 1;
    }
    Ok((result,))
}

pub(super) async fn stat_at<T: View>(
    data: &mut T,
    (fd, path_flags, path): (Resource<Descriptor>, PathFlags, String),
    blocking: Blocking,
) -> Answer<DescriptorStat> {
    let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
    if let Some(found) = data.mknod().own_node(&fd, &path, follow)? {
        return own::stat(data, found).await;
    }
    let mut view = data.filesystem();
    let result = HostDescriptor::stat_at(&mut view, reborrow(&fd), path_flags, path.clone()).await;
    let (mut result,) = answer(result)?;
    let recorded = data.mknod().ctx.recording.reads();
    if let Ok(stat) = &mut result
        && may_be_special(stat.type_, recorded)
        && let Some(start) = Directory::find(data.mknod().table, &fd)?
    {
        let offload = data.mknod().ctx.offload.within(blocking);
        let look = move || metadata::look(&start.dir, &path, follow, recorded);
        // A node that was removed meanwhile stays what it was.
        if let Ok(found) = offload.run(look).await {
            tell(data, &mut stat.type_, found.file_type);
        }
    }
    Ok((result,))
}

/// Returns the type of an open descriptor of which wasmtime-wasi tells the type `told`.
fn of_descriptor<T: View>(
    data: &mut T,
    fd: &Resource<Descriptor>,
    told: DescriptorType,
) -> wasmtime::Result<DescriptorType> {
    let view = data.mknod();
    if let Some(device) = view.emulated(fd)? {
        return Ok(of_file_type(device.file_type(&view.ctx.streams)));
    }
    Ok(match view.end_of(fd)?.map(|end| end.kind()) {
        Some(Kind::Fifo) => DescriptorType::Fifo,
        Some(Kind::Device) => DescriptorType::CharacterDevice,
        None => told,
    })
}

/// Returns the type of a node of the guest's own `/dev`.
pub(super) fn of_file_type(file_type: FileType) -> DescriptorType {
    match file_type {
        FileType::Directory => DescriptorType::Directory,
        FileType::Symlink => DescriptorType::SymbolicLink,
        FileType::Fifo => DescriptorType::Fifo,
        FileType::CharacterDevice => DescriptorType::CharacterDevice,
        _ => DescriptorType::Unknown,
    }
}

/// Returns whether a node of which wasmtime-wasi tells this type is of another: `recorded` says
/// whether a file may stand for a special one.
pub(super) fn may_be_special(told: DescriptorType, recorded: bool) -> bool {
    told == DescriptorType::Unknown || recorded && told == DescriptorType::RegularFile
}

/// Corrects what wasmtime-wasi tells of a node of the type `found`.
pub(super) fn tell<T: View>(data: &mut T, told: &mut DescriptorType, found: FileType) {
    *told = match (found, &*told) {
        (FileType::Fifo, _) => DescriptorType::Fifo,
        (FileType::Socket, _) if data.mknod().ctx.show_sockets => DescriptorType::Socket,
        (FileType::Socket, _) => DescriptorType::Unknown,
        (FileType::CharacterDevice, _) => DescriptorType::CharacterDevice,
        (FileType::BlockDevice, _) => DescriptorType::BlockDevice,
        (_, DescriptorType::RegularFile) => return,
        _ => DescriptorType::Unknown,
    };
}
