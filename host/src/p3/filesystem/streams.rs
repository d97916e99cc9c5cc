//! Reading and writing as streams.

use super::View;
use crate::error::OrTrap as _;
use crate::fifo::{End, Reader, Writer};
use crate::p3::streams::{self, Ending, Incoming};
use crate::wait::Blocking;
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
    let end = store.data_mut().mknod().end_to_read(&fd).or_trap()?;
    let incoming = match end {
        Ok(None) => WasiFilesystem::read_via_stream(store, fd, offset)?,
        Ok(Some(end)) => streams::read(store, Reader::new(end, Blocking::Forbidden))?,
        Err(error) => streams::fail_to_read(store, error)?,
    };
    Ok((incoming,))
}

pub(super) fn write_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data, offset): (Resource<Descriptor>, StreamReader<u8>, Filesize),
) -> Result<(FutureReader<Ending>,)> {
    let end = store.data_mut().mknod().end_to_write(&fd).or_trap()?;
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
    let end = store.data_mut().mknod().end_to_write(&fd).or_trap()?;
    let ending = match end.transpose() {
        None => WasiFilesystem::append_via_stream(store, fd, data)?,
        Some(end) => write(store, end, data)?,
    };
    Ok((ending,))
}

fn write<T: View>(
    store: Store<'_, T>,
    end: std::result::Result<End, ErrorCode>,
    data: StreamReader<u8>,
) -> Result<FutureReader<Ending>> {
    match end {
        Ok(end) => streams::write_anyway(store, data, Writer::new(end, Blocking::Forbidden)),
        Err(error) => streams::fail_to_write(store, data, error),
    }
}
