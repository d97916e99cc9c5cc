//! Calls that FIFOs do not have: the answers are those of Linux, before and after the other end
//! came.

use super::{Answer, View, answer};
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{Advice, ErrorCode, Filesize, HostDescriptor};

type Fd = Resource<Descriptor>;

pub(super) async fn sync<T: View>(data: &mut T, (fd,): (Fd,), _: Blocking) -> Answer<()> {
    match data.mknod().end_of(&fd)? {
        None => answer(HostDescriptor::sync(&mut data.filesystem(), fd).await),
        Some(_) => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn sync_data<T: View>(data: &mut T, (fd,): (Fd,), _: Blocking) -> Answer<()> {
    match data.mknod().end_of(&fd)? {
        None => answer(HostDescriptor::sync_data(&mut data.filesystem(), fd).await),
        Some(_) => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn set_size<T: View>(
    data: &mut T,
    (fd, size): (Fd, Filesize),
    _: Blocking,
) -> Answer<()> {
    match data.mknod().end_of(&fd)? {
        None => answer(HostDescriptor::set_size(&mut data.filesystem(), fd, size).await),
        Some(_) => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn advise<T: View>(
    data: &mut T,
    (fd, offset, length, advice): (Fd, Filesize, Filesize, Advice),
    _: Blocking,
) -> Answer<()> {
    match data.mknod().end_of(&fd)? {
        None => {
            let mut view = data.filesystem();
            answer(HostDescriptor::advise(&mut view, fd, offset, length, advice).await)
        }
        Some(_) => Ok((Err(ErrorCode::InvalidSeek),)),
    }
}
