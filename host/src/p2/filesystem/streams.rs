//! Reading and writing: as a stream, or at an offset.

use super::super::streams::{FifoInputStream, FifoOutputStream};
use super::{Answer, Calls, View, again, answer, file};
use crate::metadata::is_fifo;
use crate::wait::spin::Waiting;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, Filesize, HostDescriptor};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

pub(super) fn read_via_stream<T: View>(
    data: &mut T,
    (fd, offset): (Resource<Descriptor>, Filesize),
    calls: Calls,
) -> Answer<Resource<DynInputStream>> {
    let waiting = Waiting::new(calls.here(data));
    let view = data.mknod();
    Ok((match view.fifo_to_read(&fd)? {
        None => return answer(data.filesystem().read_via_stream(fd, offset)),
        Some(Ok(fifo)) => {
            let stream: DynInputStream = Box::new(FifoInputStream::new(fifo, waiting));
            Ok(view.table.push(stream)?)
        }
        Some(Err(error)) => Err(error.into()),
    },))
}

pub(super) fn write_via_stream<T: View>(
    data: &mut T,
    (fd, offset): (Resource<Descriptor>, Filesize),
    calls: Calls,
) -> Answer<Resource<DynOutputStream>> {
    match output(data, &fd, calls)? {
        Some(stream) => Ok((stream,)),
        None => answer(data.filesystem().write_via_stream(fd, offset)),
    }
}

pub(super) fn append_via_stream<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    calls: Calls,
) -> Answer<Resource<DynOutputStream>> {
    match output(data, &fd, calls)? {
        Some(stream) => Ok((stream,)),
        None => answer(data.filesystem().append_via_stream(fd)),
    }
}

type Output = std::result::Result<Resource<DynOutputStream>, ErrorCode>;

/// Makes the stream to write to a FIFO, and nothing if `fd` is none.
fn output<T: View>(
    data: &mut T,
    fd: &Resource<Descriptor>,
    calls: Calls,
) -> Result<Option<Output>> {
    let waiting = Waiting::new(calls.here(data));
    let view = data.mknod();
    Ok(match view.fifo_to_write(fd)? {
        None => None,
        Some(Ok(fifo)) => {
            let stream: DynOutputStream = Box::new(FifoOutputStream::new(fifo, waiting));
            Some(Ok(view.table.push(stream)?))
        }
        Some(Err(error)) => Some(Err(error.into())),
    })
}

pub(super) async fn read<T: View>(
    data: &mut T,
    (fd, length, offset): (Resource<Descriptor>, Filesize, Filesize),
    _calls: Calls,
) -> Answer<(Vec<u8>, bool)> {
    let mut view = data.filesystem();
    let result = HostDescriptor::read(&mut view, again(&fd), length, offset).await;
    no_seek(data, &fd, answer(result)?)
}

pub(super) async fn write<T: View>(
    data: &mut T,
    (fd, bytes, offset): (Resource<Descriptor>, Vec<u8>, Filesize),
    _calls: Calls,
) -> Answer<Filesize> {
    let mut view = data.filesystem();
    let result = HostDescriptor::write(&mut view, again(&fd), bytes, offset).await;
    no_seek(data, &fd, answer(result)?)
}

/// Gives a FIFO the answer that it would give if it were open on the side that was asked for.
fn no_seek<T: View, R>(
    data: &mut T,
    fd: &Resource<Descriptor>,
    (result,): (std::result::Result<R, ErrorCode>,),
) -> Answer<R> {
    if let Err(ErrorCode::BadDescriptor) = result
        && let Some(file) = file(data.mknod().table, fd)?
        && is_fifo(&file)
    {
        return Ok((Err(ErrorCode::InvalidSeek),));
    }
    Ok((result,))
}
