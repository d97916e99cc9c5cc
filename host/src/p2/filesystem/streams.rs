//! Reading and writing: as a stream, or at an offset.

use super::super::emulated;
use super::super::streams::{FifoInputStream, FifoOutputStream};
use super::{Answer, View, answer};
use crate::error::{Failure, OrTrap as _};
use crate::p2::convert::as_wasmtime_wasi;
use crate::wait::Blocking;
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
    match view.emulated_to_read(&fd).or_trap()? {
        Ok(Some(device)) => {
            return Ok((match emulated::input(device, &view.ctx.streams) {
                Ok(stream) => Ok(view.table.push(stream)?),
                Err(errno) => Err(as_wasmtime_wasi(errno)),
            },));
        }
        Ok(None) => {}
        Err(error) => return Ok((Err(error),)),
    }
    let end = match view.end_to_read(&fd).or_trap()? {
        Ok(Some(end)) => end,
        Ok(None) => return answer(data.filesystem().read_via_stream(fd, offset)),
        Err(error) => return Ok((Err(error),)),
    };
    let stream: DynInputStream = Box::new(FifoInputStream::new(end, blocking));
    Ok((Ok(view.table.push(stream)?),))
}

pub(super) fn write_via_stream<T: View>(
    data: &mut T,
    (fd, offset): (Resource<Descriptor>, Filesize),
    blocking: Blocking,
) -> Answer<Resource<DynOutputStream>> {
    match output(data, &fd, blocking).or_trap()? {
        Ok(Some(stream)) => Ok((Ok(stream),)),
        Ok(None) => answer(data.filesystem().write_via_stream(fd, offset)),
        Err(error) => Ok((Err(error),)),
    }
}

pub(super) fn append_via_stream<T: View>(
    data: &mut T,
    (fd,): (Resource<Descriptor>,),
    blocking: Blocking,
) -> Answer<Resource<DynOutputStream>> {
    match output(data, &fd, blocking).or_trap()? {
        Ok(Some(stream)) => Ok((Ok(stream),)),
        Ok(None) => answer(data.filesystem().append_via_stream(fd)),
        Err(error) => Ok((Err(error),)),
    }
}

/// Makes the stream that writes to a FIFO, or to a device that the host serves. Returns `None` if
/// `fd` has neither open.
fn output<T: View>(
    data: &mut T,
    fd: &Resource<Descriptor>,
    blocking: Blocking,
) -> Result<Option<Resource<DynOutputStream>>, Failure> {
    let blocking = data.mknod().ctx.blocking_in(blocking);
    let view = data.mknod();
    if let Some(device) = view.emulated_to_write(fd)? {
        let stream = emulated::output(device, &view.ctx.streams)?;
        return Ok(Some(view.table.push(stream)?));
    }
    let Some(end) = view.end_to_write(fd)? else {
        return Ok(None);
    };
    let stream: DynOutputStream = Box::new(FifoOutputStream::new(end, blocking));
    Ok(Some(view.table.push(stream)?))
}

pub(super) async fn read<T: View>(
    data: &mut T,
    (fd, length, offset): (Resource<Descriptor>, Filesize, Filesize),
    _blocking: Blocking,
) -> Answer<(Vec<u8>, bool)> {
    match data.mknod().read_emulated(&fd, length, offset).or_trap()? {
        Ok(None) => {}
        answer => return Ok((answer.map(|bytes| bytes.unwrap_or_default()),)),
    }
    match data.mknod().end_of(&fd)? {
        None => answer(HostDescriptor::read(&mut data.filesystem(), fd, length, offset).await),
        // As on Linux, it does not matter for what it is open.
        Some(_) => Ok((Err(ErrorCode::InvalidSeek),)),
    }
}

pub(super) async fn write<T: View>(
    data: &mut T,
    (fd, bytes, offset): (Resource<Descriptor>, Vec<u8>, Filesize),
    _blocking: Blocking,
) -> Answer<Filesize> {
    match data
        .mknod()
        .write_emulated(&fd, bytes.len(), offset)
        .or_trap()?
    {
        Ok(None) => {}
        answer => return Ok((answer.map(|count| count.unwrap_or_default()),)),
    }
    match data.mknod().end_of(&fd)? {
        None => answer(HostDescriptor::write(&mut data.filesystem(), fd, bytes, offset).await),
        // As on Linux, it does not matter for what it is open.
        Some(_) => Ok((Err(ErrorCode::InvalidSeek),)),
    }
}
