//! Calls that FIFOs do not have: the answers are those of Linux, before and after the other end
//! came.

use super::{Answer, View, answer, wasi};
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    Advice, ErrorCode, Filesize, HostDescriptorWithStore,
};

type Fd = Resource<Descriptor>;

pub(super) async fn sync<T: View>(accessor: &Accessor<T>, (fd,): (Fd,)) -> Answer<()> {
    match is_end(accessor, &fd)? {
        false => answer(WasiFilesystem::sync(&wasi(accessor), fd).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn sync_data<T: View>(accessor: &Accessor<T>, (fd,): (Fd,)) -> Answer<()> {
    match is_end(accessor, &fd)? {
        false => answer(WasiFilesystem::sync_data(&wasi(accessor), fd).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn set_size<T: View>(
    accessor: &Accessor<T>,
    (fd, size): (Fd, Filesize),
) -> Answer<()> {
    match is_end(accessor, &fd)? {
        false => answer(WasiFilesystem::set_size(&wasi(accessor), fd, size).await),
        true => Ok((Err(ErrorCode::Invalid),)),
    }
}

pub(super) async fn advise<T: View>(
    accessor: &Accessor<T>,
    (fd, offset, length, advice): (Fd, Filesize, Filesize, Advice),
) -> Answer<()> {
    match is_end(accessor, &fd)? {
        false => {
            let wasi = wasi(accessor);
            answer(WasiFilesystem::advise(&wasi, fd, offset, length, advice).await)
        }
        true => Ok((Err(ErrorCode::InvalidSeek),)),
    }
}

/// Returns whether `fd` has a FIFO open, or a character device that cannot seek.
fn is_end<T: View>(accessor: &Accessor<T>, fd: &Fd) -> wasmtime::Result<bool> {
    accessor.with(|mut access| Ok(access.data_mut().mknod().end_of(fd)?.is_some()))
}
