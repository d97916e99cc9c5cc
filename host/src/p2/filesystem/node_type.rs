//! `get-type`, `stat` and `stat-at`, with FIFO and socket types.

use super::{Answer, View, answer, reborrow};
use crate::descriptor::Directory;
use crate::fifo::Kind;
use crate::metadata;
use crate::sys::handle;
use crate::sys::stat::{self, FileType};
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
    if let Ok(found @ DescriptorType::Unknown) = &mut result {
        *found = of_descriptor(data, &fd)?;
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
        && stat.type_ == DescriptorType::Unknown
    {
        stat.type_ = of_descriptor(data, &fd)?;
    }
    Ok((result,))
}

pub(super) async fn stat_at<T: View>(
    data: &mut T,
    (fd, path_flags, path): (Resource<Descriptor>, PathFlags, String),
    blocking: Blocking,
) -> Answer<DescriptorStat> {
    let mut view = data.filesystem();
    let result = HostDescriptor::stat_at(&mut view, reborrow(&fd), path_flags, path.clone()).await;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result
        && stat.type_ == DescriptorType::Unknown
        && let Some(start) = Directory::find(data.mknod().table, &fd)?
    {
        let offload = data.mknod().ctx.offload.within(blocking);
        let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        let look = move || stat::stat(&handle::pin(&start.dir, &path, follow)?);
        // A node that was removed meanwhile stays unknown.
        if let Ok(found) = offload.run(look).await {
            stat.type_ = special(data, found.file_type);
        }
    }
    Ok((result,))
}

/// Returns the type of an open descriptor that is unknown to wasmtime-wasi.
fn of_descriptor<T: View>(
    data: &mut T,
    fd: &Resource<Descriptor>,
) -> wasmtime::Result<DescriptorType> {
    Ok(match data.mknod().end_of(fd)?.map(|end| end.kind()) {
        Some(Kind::Fifo) => DescriptorType::Fifo,
        Some(Kind::Device) => DescriptorType::CharacterDevice,
        None => DescriptorType::Unknown,
    })
}

/// Returns the type of a node that is unknown to wasmtime-wasi.
pub(super) fn special<T: View>(data: &mut T, file_type: FileType) -> DescriptorType {
    match metadata::special(file_type) {
        Some(metadata::Special::Fifo) => DescriptorType::Fifo,
        Some(metadata::Special::Socket) if data.mknod().ctx.show_sockets => DescriptorType::Socket,
        _ => DescriptorType::Unknown,
    }
}
