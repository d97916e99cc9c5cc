//! Calls that FIFOs and devices do not have: the answers are those of Linux, before and after the other end
//! came.

use super::{Answer, View, answer, wasi};
use crate::p3::convert::as_wasmtime_wasi;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    Advice, ErrorCode, Filesize, HostDescriptorWithStore,
};

type Fd = Resource<Descriptor>;

pub(super) async fn sync<T: View>(accessor: &Accessor<T>, (fd,): (Fd,)) -> Answer<()> {
    match is_unseekable(accessor, &fd)? {
        false => answer(WasiFilesystem::sync(&wasi(accessor), fd).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn sync_data<T: View>(accessor: &Accessor<T>, (fd,): (Fd,)) -> Answer<()> {
    match is_unseekable(accessor, &fd)? {
        false => answer(WasiFilesystem::sync_data(&wasi(accessor), fd).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn set_size<T: View>(
    accessor: &Accessor<T>,
    (fd, size): (Fd, Filesize),
) -> Answer<()> {
    match is_unseekable(accessor, &fd)? {
        false => answer(WasiFilesystem::set_size(&wasi(accessor), fd, size).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn advise<T: View>(
    accessor: &Accessor<T>,
    (fd, offset, length, advice): (Fd, Filesize, Filesize, Advice),
) -> Answer<()> {
    if let Some(device) = accessor.with(|mut access| access.data_mut().mknod().emulated(&fd))? {
        return Ok((device.advise().map_err(as_wasmtime_wasi),));
    }
    match is_unseekable(accessor, &fd)? {
        false => {
            let wasi = wasi(accessor);
            answer(WasiFilesystem::advise(&wasi, fd, offset, length, advice).await)
        }
        true => Ok((Err(ErrorCode::InvalidSeek),)),
    }
}

/// Returns whether `fd` has a FIFO open, a character device that cannot seek, or a device that the
/// host serves.
fn is_unseekable<T: View>(accessor: &Accessor<T>, fd: &Fd) -> wasmtime::Result<bool> {
    accessor.with(|mut access| {
        let view = access.data_mut().mknod();
        Ok(view.end_of(fd)?.is_some() || view.emulated(fd)?.is_some())
    })
}
