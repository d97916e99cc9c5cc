//! Reading and writing: as a stream, or at an offset.

use super::super::emulated;
use super::super::streams::{FifoInputStream, FifoOutputStream};
use super::{Answer, View, answer};
use crate::descriptor::may_write;
use crate::error::{Failure, OrTrap as _};
use crate::p2::convert::as_wasmtime_wasi;
use crate::sys::{self, Errno};
use crate::wait::Blocking;
use std::fs::File;
use std::sync::Arc;
use wasmtime::component::{Resource, ResourceTable, ResourceTableError};
use wasmtime_wasi::FsPerms;
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
    blocking: Blocking,
) -> Answer<(Vec<u8>, bool)> {
    match data.mknod().read_emulated(&fd, length, offset).or_trap()? {
        Ok(None) => {}
        answer => return Ok((answer.map(|bytes| bytes.unwrap_or_default()),)),
    }
    let view = data.mknod();
    if view.end_of(&fd)?.is_some() {
        // As on Linux, it does not matter for what it is open.
        return Ok((Err(ErrorCode::InvalidSeek),));
    }
    let Some((file, _)) = regular(view.table, &fd)?.filter(|_| sys::file::AVAILABLE) else {
        return answer(HostDescriptor::read(&mut data.filesystem(), fd, length, offset).await);
    };
    let offload = view.ctx.offload.within(blocking);
    let read = offload.run(move || sys::file::read_at(&file, length, offset));
    Ok((match read.await {
        Ok(bytes) => {
            let is_end = bytes.is_empty();
            Ok((bytes, is_end))
        }
        Err(errno) => Err(as_wasmtime_wasi(errno)),
    },))
}

pub(super) async fn write<T: View>(
    data: &mut T,
    (fd, bytes, offset): (Resource<Descriptor>, Vec<u8>, Filesize),
    blocking: Blocking,
) -> Answer<Filesize> {
    match data
        .mknod()
        .write_emulated(&fd, bytes.len(), offset)
        .or_trap()?
    {
        Ok(None) => {}
        answer => return Ok((answer.map(|count| count.unwrap_or_default()),)),
    }
    let view = data.mknod();
    if view.end_of(&fd)?.is_some() {
        // As on Linux, it does not matter for what it is open.
        return Ok((Err(ErrorCode::InvalidSeek),));
    }
    let Some((file, perms)) = regular(view.table, &fd)?.filter(|_| sys::file::AVAILABLE) else {
        return answer(HostDescriptor::write(&mut data.filesystem(), fd, bytes, offset).await);
    };
    if !may_write(perms) {
        return Ok((Err(ErrorCode::NotPermitted),));
    }
    let offload = view.ctx.offload.within(blocking);
    let written = offload.run(move || sys::file::write_at(&file, &bytes, offset));
    Ok((match written.await {
        Ok(count) => Ok(count as Filesize),
        // wasmtime-wasi has no code for it.
        Err(Errno::DQUOT) => Err(ErrorCode::Quota),
        Err(errno) => Err(as_wasmtime_wasi(errno)),
    },))
}

/// Returns what `fd` has open, unless that is a directory.
fn regular(
    table: &ResourceTable,
    fd: &Resource<Descriptor>,
) -> Result<Option<(Arc<File>, FsPerms)>, ResourceTableError> {
    Ok(match table.get(fd)? {
        Descriptor::File(file) => Some((Arc::clone(&file.file), file.perms)),
        Descriptor::Dir(_) => None,
    })
}
