//! Reading and writing as streams.

use super::View;
use crate::emulated::Device;
use crate::error::{Failure, OrTrap as _};
use crate::fifo::{End, Reader, Writer};
use crate::p3::streams::{self, Ending, Incoming};
use crate::wait::Blocking;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Access, FutureReader, Resource, StreamReader};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    ErrorCode, Filesize, HostDescriptorWithStore,
};

type Store<'a, T> = Access<'a, T, WasiFilesystem>;

pub(super) fn read_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, offset): (Resource<Descriptor>, Filesize),
) -> Result<(Incoming,)> {
    match store.data_mut().mknod().emulated_to_read(&fd).or_trap()? {
        Ok(Some(device)) => {
            let standard = Arc::clone(&store.data_mut().mknod().ctx.streams);
            return Ok((streams::read_device(store, device, &standard)?,));
        }
        Ok(None) => {}
        Err(error) => return Ok((streams::fail_to_read(store, error)?,)),
    }
    let end = store.data_mut().mknod().end_to_read(&fd).or_trap()?;
    let incoming = match end {
        Ok(None) => read_file(store, fd, offset)?,
        Ok(Some(end)) => streams::read(store, Reader::new(end, Blocking::Forbidden))?,
        Err(error) => streams::fail_to_read(store, error)?,
    };
    Ok((incoming,))
}

/// Reads what is in a file. A stream of wasmtime-wasi that reads on the thread that polls does not
/// give way, and a guest may connect it to one of the host that takes all.
fn read_file<T: View>(
    mut store: Store<'_, T>,
    fd: Resource<Descriptor>,
    offset: Filesize,
) -> Result<Incoming> {
    #[cfg(unix)]
    {
        let view = store.data_mut().mknod();
        if let Descriptor::File(file) = view.table.get(&fd)?
            && view.ctx.offload.blocking().is_allowed()
        {
            let file = Arc::clone(&file.file);
            return streams::read_file(store, file, offset);
        }
    }
    WasiFilesystem::read_via_stream(store, fd, offset)
}

pub(super) fn write_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data, offset): (Resource<Descriptor>, StreamReader<u8>, Filesize),
) -> Result<(FutureReader<Ending>,)> {
    let end = target(&mut store, &fd).or_trap()?;
    let ending = match end.transpose() {
        None => WasiFilesystem::write_via_stream(store, fd, data, offset)?,
        Some(end) => write(store, end, data)?,
    };
    Ok((ending,))
}

pub(super) fn append_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data): (Resource<Descriptor>, StreamReader<u8>),
) -> Result<(FutureReader<Ending>,)> {
    let end = target(&mut store, &fd).or_trap()?;
    let ending = match end.transpose() {
        None => WasiFilesystem::append_via_stream(store, fd, data)?,
        Some(end) => write(store, end, data)?,
    };
    Ok((ending,))
}

/// What is written to in the way of this crate.
enum Target {
    End(End),
    Device(Device),
}

/// Returns what `fd` has open for writing, or `None` if wasmtime-wasi writes to it.
fn target<T: View>(
    store: &mut Store<'_, T>,
    fd: &Resource<Descriptor>,
) -> std::result::Result<Option<Target>, Failure> {
    let view = store.data_mut().mknod();
    if let Some(device) = view.emulated_to_write(fd)? {
        return Ok(Some(Target::Device(device)));
    }
    Ok(view.end_to_write(fd)?.map(Target::End))
}

fn write<T: View>(
    mut store: Store<'_, T>,
    target: std::result::Result<Target, ErrorCode>,
    data: StreamReader<u8>,
) -> Result<FutureReader<Ending>> {
    match target {
        Ok(Target::Device(device)) => {
            let standard = Arc::clone(&store.data_mut().mknod().ctx.streams);
            streams::write_device(store, data, device, &standard)
        }
        Ok(Target::End(end)) => {
            streams::write_anyway(store, data, Writer::new(end, Blocking::Forbidden))
        }
        Err(error) => streams::fail_to_write(store, data, error),
    }
}
