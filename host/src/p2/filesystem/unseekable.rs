//! Calls that FIFOs and devices do not have: the answers are those of Linux, before and after the other end
//! came.

use super::{Answer, View, answer};
use crate::p2::convert::as_wasmtime_wasi;
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{Advice, ErrorCode, Filesize, HostDescriptor};

type Fd = Resource<Descriptor>;

pub(super) async fn sync<T: View>(data: &mut T, (fd,): (Fd,), _: Blocking) -> Answer<()> {
    match is_unseekable(data, &fd)? {
        false => answer(HostDescriptor::sync(&mut data.filesystem(), fd).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn sync_data<T: View>(data: &mut T, (fd,): (Fd,), _: Blocking) -> Answer<()> {
    match is_unseekable(data, &fd)? {
        false => answer(HostDescriptor::sync_data(&mut data.filesystem(), fd).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn set_size<T: View>(
    data: &mut T,
    (fd, size): (Fd, Filesize),
    _: Blocking,
) -> Answer<()> {
    match is_unseekable(data, &fd)? {
        false => answer(HostDescriptor::set_size(&mut data.filesystem(), fd, size).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn advise<T: View>(
    data: &mut T,
    (fd, offset, length, advice): (Fd, Filesize, Filesize, Advice),
    _: Blocking,
) -> Answer<()> {
    if let Some(device) = data.mknod().emulated(&fd)? {
        return Ok((device.advise().map_err(as_wasmtime_wasi),));
    }
    match data.mknod().end_of(&fd)? {
        None => {
            let mut view = data.filesystem();
            answer(HostDescriptor::advise(&mut view, fd, offset, length, advice).await)
        }
        Some(_) => Ok((Err(ErrorCode::InvalidSeek),)),
    }
}

/// Returns whether `fd` has a FIFO open, a character device that cannot seek, or a device that the
/// host serves.
fn is_unseekable<T: View>(data: &mut T, fd: &Fd) -> wasmtime::Result<bool> {
    let view = data.mknod();
    Ok(view.end_of(fd)?.is_some() || view.emulated(fd)?.is_some())
}
