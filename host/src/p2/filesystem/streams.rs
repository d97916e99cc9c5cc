//! Reading and writing: as a stream, or at an offset.

use super::super::streams::{FifoInputStream, FifoOutputStream};
use super::{Answer, View, answer};
use crate::error::ErrorCode as CoreError;
use crate::fifo::End;
use crate::wait::Blocking;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, Filesize, HostDescriptor};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

pub(super) fn read_via_stream<T: View>(
    data: &mut T,
    (fd, offset): (Resource<Descriptor>, Filesize),
    blocking: Blocking,
) -> Answer<Resource<DynInputStream>> {
    let blocking = data.mknod().ctx.blocking_in(blocking);
    let view = data.mknod();
    Ok((match view.end_to_read(&fd)? {
        None => return answer(data.filesystem().read_via_stream(fd, offset)),
        Some(Ok(end)) => {
            let stream: DynInputStream = Box::new(FifoInputStream::new(end, blocking));
            Ok(view.table.push(stream)?)
        }
        Some(Err(error)) => Err(error.into()),
    },))
}

pub(super) fn write_via_stream<T: View>(
    data: &mut T,
    (fd, offset): (Resource<Descriptor>, Filesize),
    blocking: Blocking,
) -> Answer<Resource<DynOutputStream>> {
    match output(data, &fd, blocking)? {
        Some(stream) => Ok((stream,)),
        None => answer(data.filesystem().write_via_stream(fd, offset)),
    }
}

pub(super) fn append_via_stream<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    blocking: Blocking,
) -> Answer<Resource<DynOutputStream>> {
    match output(data, &fd, blocking)? {
        Some(stream) => Ok((stream,)),
        None => answer(data.filesystem().append_via_stream(fd)),
    }
}

type Output = std::result::Result<Resource<DynOutputStream>, ErrorCode>;

/// Makes the stream to write to a FIFO, and nothing if `fd` is none.
fn output<T: View>(
    data: &mut T,
    fd: &Resource<Descriptor>,
    blocking: Blocking,
) -> Result<Option<Output>> {
    let blocking = data.mknod().ctx.blocking_in(blocking);
    let view = data.mknod();
    Ok(match view.end_to_write(fd)? {
        None => None,
        Some(Ok(end)) => {
            let stream: DynOutputStream = Box::new(FifoOutputStream::new(end, blocking));
            Some(Ok(view.table.push(stream)?))
        }
        Some(Err(error)) => Some(Err(error.into())),
    })
}

pub(super) async fn read<T: View>(
    data: &mut T,
    (fd, length, offset): (Resource<Descriptor>, Filesize, Filesize),
    _blocking: Blocking,
) -> Answer<(Vec<u8>, bool)> {
    match data.mknod().end_to_read(&fd)? {
        None => answer(HostDescriptor::read(&mut data.filesystem(), fd, length, offset).await),
        Some(end) => Ok((Err(cannot_seek(end)),)),
    }
}

pub(super) async fn write<T: View>(
    data: &mut T,
    (fd, bytes, offset): (Resource<Descriptor>, Vec<u8>, Filesize),
    _blocking: Blocking,
) -> Answer<Filesize> {
    match data.mknod().end_to_write(&fd)? {
        None => answer(HostDescriptor::write(&mut data.filesystem(), fd, bytes, offset).await),
        Some(end) => Ok((Err(cannot_seek(end)),)),
    }
}

/// The answer to a call with an offset: a descriptor that is open for it cannot seek.
fn cannot_seek(end: std::result::Result<End, CoreError>) -> ErrorCode {
    match end {
        Ok(_) => ErrorCode::InvalidSeek,
        Err(error) => error.into(),
    }
}
