//! Reading and writing as streams.

use super::View;
use crate::error::ErrorCode;
use crate::fifo::{Reader, Writer};
use crate::p3::streams::{self, Ending, Incoming};
use crate::wait::spin::Waiting;
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Access, FutureReader, Resource, StreamReader};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{Filesize, HostDescriptorWithStore};

type Store<'a, T> = Access<'a, T, WasiFilesystem>;

pub(super) fn read_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, offset): (Resource<Descriptor>, Filesize),
) -> Result<(Incoming,)> {
    let incoming = match store.data_mut().mknod().fifo_to_read(&fd)? {
        None => WasiFilesystem::read_via_stream(store, fd, offset)?,
        Some(Ok(fifo)) => streams::read(store, Reader::new(fifo, Waiting::InRuntime))?,
        Some(Err(error)) => streams::fail_to_read(store, error.into())?,
    };
    Ok((incoming,))
}

pub(super) fn write_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data, offset): (Resource<Descriptor>, StreamReader<u8>, Filesize),
) -> Result<(FutureReader<Ending>,)> {
    let ending = match store.data_mut().mknod().fifo_to_write(&fd)? {
        None => WasiFilesystem::write_via_stream(store, fd, data, offset)?,
        Some(fifo) => write(store, fifo, data)?,
    };
    Ok((ending,))
}

pub(super) fn append_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data): (Resource<Descriptor>, StreamReader<u8>),
) -> Result<(FutureReader<Ending>,)> {
    let ending = match store.data_mut().mknod().fifo_to_write(&fd)? {
        None => WasiFilesystem::append_via_stream(store, fd, data)?,
        Some(fifo) => write(store, fifo, data)?,
    };
    Ok((ending,))
}

fn write<T: View>(
    store: Store<'_, T>,
    fifo: std::result::Result<Arc<File>, ErrorCode>,
    data: StreamReader<u8>,
) -> Result<FutureReader<Ending>> {
    match fifo {
        Ok(fifo) => streams::write_anyway(store, data, Writer::new(fifo, Waiting::InRuntime)),
        Err(error) => streams::fail_to_write(store, data, error.into()),
    }
}
