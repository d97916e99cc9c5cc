//! The interface `fifo`.

use super::bindings::{filesystem, sync};
use super::run;
use super::streams::{FifoInputStream, FifoOutputStream};
use crate::error::ErrorCode as CoreError;
use crate::sys::Errno;
use crate::{WasiMknodCtxView, fifo};
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::{Descriptor, Dir};
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

type Answer<S> = Result<std::result::Result<Resource<S>, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    fn start(&self, fd: &Resource<Descriptor>) -> Result<std::result::Result<Dir, ErrorCode>> {
        Ok(match self.table.get(fd)? {
            Descriptor::Dir(dir) => Ok(dir.clone()),
            Descriptor::File(_) => Err(ErrorCode::NotDirectory),
        })
    }

    /// What opens a reader, and needs no store for that.
    fn reader(
        &self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> Result<std::result::Result<impl FnOnce() -> Opened + use<>, ErrorCode>> {
        let start = self.start(fd)?;
        Ok(start.map(|start| move || fifo::open_at(&start.dir, &path, true, false)))
    }

    /// What opens a writer, and needs no store for that.
    fn writer(
        &self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> Result<std::result::Result<impl FnOnce() -> Opened + use<>, ErrorCode>> {
        let start = self
            .start(fd)?
            .and_then(|start| match start.perms.write_not_permitted() {
                true => Err(ErrorCode::NotPermitted),
                false => Ok(start),
            });
        Ok(start.map(|start| move || fifo::open_at(&start.dir, &path, false, true)))
    }

    fn push_reader(&mut self, opened: Opened) -> Answer<DynInputStream> {
        Ok(match opened {
            Ok(pipe) => {
                let stream: DynInputStream = Box::new(FifoInputStream::new(Arc::new(pipe)));
                Ok(self.table.push(stream)?)
            }
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }

    fn push_writer(&mut self, opened: Opened) -> Answer<DynOutputStream> {
        Ok(match opened {
            Ok(pipe) => {
                let stream: DynOutputStream = Box::new(FifoOutputStream::new(Arc::new(pipe)));
                Ok(self.table.push(stream)?)
            }
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }
}

type Opened = std::result::Result<File, Errno>;

impl sync::filesystem::fifo::Host for WasiMknodCtxView<'_> {
    fn open_reader(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynInputStream> {
        match self.reader(&fd, path)? {
            Ok(open) => self.push_reader(open()),
            Err(error) => Ok(Err(error)),
        }
    }

    fn open_writer(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynOutputStream> {
        match self.writer(&fd, path)? {
            Ok(open) => self.push_writer(open()),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl filesystem::fifo::Host for WasiMknodCtxView<'_> {
    async fn open_reader(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<DynInputStream> {
        match self.reader(&fd, path)? {
            Ok(open) => {
                let opened = run(self.ctx.allow_blocking_current_thread, open).await;
                self.push_reader(opened)
            }
            Err(error) => Ok(Err(error)),
        }
    }

    async fn open_writer(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<DynOutputStream> {
        match self.writer(&fd, path)? {
            Ok(open) => {
                let opened = run(self.ctx.allow_blocking_current_thread, open).await;
                self.push_writer(opened)
            }
            Err(error) => Ok(Err(error)),
        }
    }
}
