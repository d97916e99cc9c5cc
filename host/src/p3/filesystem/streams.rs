//! Reading and writing as streams.

use super::View;
use crate::fifo::{Reader, Waiting, Writer};
use crate::node_stat::is_fifo;
use crate::p3::streams::{self, Ending, Incoming};
use wasmtime::Result;
use wasmtime::component::{Access, FutureReader, Resource, StreamReader};
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::{Descriptor, File, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    ErrorCode, Filesize, HostDescriptorWithStore,
};

type Store<'a, T> = Access<'a, T, WasiFilesystem>;

pub(super) fn read_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, offset): (Resource<Descriptor>, Filesize),
) -> Result<(Incoming,)> {
    let incoming = match fifo(&mut store, &fd)? {
        None => WasiFilesystem::read_via_stream(store, fd, offset)?,
        Some(fifo) if fifo.open_mode.contains(OpenMode::READ) => {
            streams::read(store, Reader::new(fifo.file, Waiting::InRuntime))?
        }
        Some(_) => streams::fail_to_read(store, ErrorCode::BadDescriptor)?,
    };
    Ok((incoming,))
}

pub(super) fn write_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data, offset): (Resource<Descriptor>, StreamReader<u8>, Filesize),
) -> Result<(FutureReader<Ending>,)> {
    let ending = match fifo(&mut store, &fd)? {
        None => WasiFilesystem::write_via_stream(store, fd, data, offset)?,
        Some(fifo) => write(store, fifo, data)?,
    };
    Ok((ending,))
}

pub(super) fn append_via_stream<T: View>(
    mut store: Store<'_, T>,
    (fd, data): (Resource<Descriptor>, StreamReader<u8>),
) -> Result<(FutureReader<Ending>,)> {
    let ending = match fifo(&mut store, &fd)? {
        None => WasiFilesystem::append_via_stream(store, fd, data)?,
        Some(fifo) => write(store, fifo, data)?,
    };
    Ok((ending,))
}

fn write<T: View>(
    store: Store<'_, T>,
    fifo: File,
    data: StreamReader<u8>,
) -> Result<FutureReader<Ending>> {
    if fifo.perms.write_not_permitted() {
        return streams::fail_to_write(store, data, ErrorCode::NotPermitted);
    }
    if !fifo.open_mode.contains(OpenMode::WRITE) {
        return streams::fail_to_write(store, data, ErrorCode::BadDescriptor);
    }
    streams::write_anyway(store, data, Writer::new(fifo.file, Waiting::InRuntime))
}

fn fifo<T: View>(store: &mut Store<'_, T>, fd: &Resource<Descriptor>) -> Result<Option<File>> {
    Ok(match store.get().table.get(fd)? {
        Descriptor::File(file) if is_fifo(&file.file) => Some(file.clone()),
        _ => None,
    })
}
