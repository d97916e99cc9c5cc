//! What the functions say that tell the type of a node.

use super::{Answer, Calls, View, again, answer, directory, file, run};
use crate::metadata;
use crate::sys::handle;
use crate::sys::stat::{self, FileType};
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DescriptorStat, DescriptorType, HostDescriptor, PathFlags,
};

pub(super) async fn get_type<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    _calls: Calls,
) -> Answer<DescriptorType> {
    let mut view = data.filesystem();
    let (mut result,) = answer(HostDescriptor::get_type(&mut view, again(&fd)).await)?;
    if let Ok(found @ DescriptorType::Unknown) = &mut result {
        *found = of_descriptor(data, &fd)?;
    }
    Ok((result,))
}

pub(super) async fn stat<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    _calls: Calls,
) -> Answer<DescriptorStat> {
    let mut view = data.filesystem();
    let (mut result,) = answer(HostDescriptor::stat(&mut view, again(&fd)).await)?;
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
    calls: Calls,
) -> Answer<DescriptorStat> {
    let mut view = data.filesystem();
    let result = HostDescriptor::stat_at(&mut view, again(&fd), path_flags, path.clone()).await;
    let (mut result,) = answer(result)?;
    if let Ok(stat) = &mut result
        && stat.type_ == DescriptorType::Unknown
        && let Some(dir) = directory(data.mknod().table, &fd)?
    {
        let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
        let look = move || stat::stat(&handle::pin(&dir, &path, follow)?);
        // What has gone since stays what it was: unknown.
        if let Ok(found) = run(calls.here(data), look).await {
            stat.type_ = special(found.file_type);
        }
    }
    Ok((result,))
}

/// The type of what a descriptor has open, of which wasmtime-wasi knows none.
fn of_descriptor<T: View>(
    data: &mut T,
    fd: &Resource<Descriptor>,
) -> wasmtime::Result<DescriptorType> {
    let file = file(data.mknod().table, fd)?;
    let stat = file.and_then(|file| stat::stat(&file).ok());
    Ok(stat.map_or(DescriptorType::Unknown, |stat| special(stat.file_type)))
}

/// The type of a node of which wasmtime-wasi knows none.
pub(super) fn special(file_type: FileType) -> DescriptorType {
    match metadata::special(file_type) {
        Some(metadata::Special::Fifo) => DescriptorType::Fifo,
        Some(metadata::Special::Socket) => DescriptorType::Socket,
        None => DescriptorType::Unknown,
    }
}
