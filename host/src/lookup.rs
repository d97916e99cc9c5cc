//! The part of calls that make no node which needs the store: where they start, and what the guest may do there.
//!
//! That is decided here, for all versions of WASI.
//!
//! What is left to do owns what it needs, and so can run on any thread.

use crate::error::ErrorCode;
use crate::sys::Errno;
use crate::sys::handle;
use crate::sys::stat::{self, NewTime, Stat};
use crate::{WasiMknodCtxView, fifo, metadata};
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::{self, Descriptor, Dir};

/// What is left of a call, or why it is not allowed.
type Checked<C> = Result<std::result::Result<C, ErrorCode>>;

/// A FIFO that is open, or why the guest may not use it like that.
type Fifo = std::result::Result<Arc<File>, ErrorCode>;

impl WasiMknodCtxView<'_> {
    /// Finds out what says what a node is.
    ///
    /// # Errors
    ///
    /// The outer error, a trap, if `fd` is not a descriptor of the guest, here and below.
    pub(crate) fn stat(
        &self,
        fd: &Resource<Descriptor>,
        path: String,
        follow: bool,
    ) -> Checked<impl FnOnce() -> std::result::Result<Stat, Errno> + use<>> {
        let start = self.start(fd)?;
        Ok(start.map(|start| move || metadata::stat_at(&start.dir, &path, follow)))
    }

    /// Finds out what opens a FIFO for reading.
    pub(crate) fn reader(
        &self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> Checked<impl FnOnce() -> std::result::Result<File, Errno> + use<>> {
        let start = self.start(fd)?;
        Ok(start.map(|start| move || fifo::open_at(&start.dir, &path, true, false)))
    }

    /// Finds out what opens a FIFO for writing.
    pub(crate) fn writer(
        &self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> Checked<impl FnOnce() -> std::result::Result<File, Errno> + use<>> {
        let start = self.start(fd)?.and_then(writable);
        Ok(start.map(|start| move || fifo::open_at(&start.dir, &path, false, true)))
    }

    /// Finds out what sets the times of a node, following symbolic links. The `times` are those of the access and of the
    /// modification, or why they are none.
    pub(crate) fn set_times(
        &self,
        fd: &Resource<Descriptor>,
        path: String,
        times: std::result::Result<(NewTime, NewTime), ErrorCode>,
    ) -> Checked<impl FnOnce() -> std::result::Result<(), Errno> + use<>> {
        let start = self.start(fd)?;
        let start = start.and_then(|start| Ok((times?, writable(start)?)));
        Ok(start.map(|((accessed, modified), start)| {
            move || stat::set_times(&handle::pin(&start.dir, &path, true)?, accessed, modified)
        }))
    }

    /// Finds the FIFO that `fd` has open, to read from it; nothing if that is no FIFO.
    pub(crate) fn fifo_to_read(&self, fd: &Resource<Descriptor>) -> Result<Option<Fifo>> {
        Ok(self.fifo(fd)?.map(|fifo| match () {
            () if !fifo.open_mode.contains(OpenMode::READ) => Err(ErrorCode::BadDescriptor),
            () => Ok(Arc::clone(&fifo.file)),
        }))
    }

    /// Finds the FIFO that `fd` has open, to write to it; nothing if that is no FIFO.
    pub(crate) fn fifo_to_write(&self, fd: &Resource<Descriptor>) -> Result<Option<Fifo>> {
        Ok(self.fifo(fd)?.map(|fifo| match () {
            () if fifo.perms.write_not_permitted() => Err(ErrorCode::NotPermitted),
            () if !fifo.open_mode.contains(OpenMode::WRITE) => Err(ErrorCode::BadDescriptor),
            () => Ok(Arc::clone(&fifo.file)),
        }))
    }

    fn fifo(&self, fd: &Resource<Descriptor>) -> Result<Option<&filesystem::File>> {
        Ok(match self.table.get(fd)? {
            Descriptor::File(file) if metadata::is_fifo(&file.file) => Some(file),
            _ => None,
        })
    }

    fn start(&self, fd: &Resource<Descriptor>) -> Checked<Dir> {
        Ok(match self.table.get(fd)? {
            Descriptor::Dir(dir) => Ok(dir.clone()),
            Descriptor::File(_) => Err(ErrorCode::NotDirectory),
        })
    }
}

fn writable(start: Dir) -> std::result::Result<Dir, ErrorCode> {
    match start.perms.write_not_permitted() {
        true => Err(ErrorCode::NotPermitted),
        false => Ok(start),
    }
}
