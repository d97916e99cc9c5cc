//! The interface `fifo`.

use super::bindings::{filesystem, sync};
use super::streams::{FifoInputStream, FifoOutputStream};
use crate::WasiMknodCtxView;
use crate::error::ErrorCode as CoreError;
use crate::fifo::Kind;
use crate::sys::Errno;
use crate::wait::{Blocking, offload};
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

type Answer<S> = Result<std::result::Result<Resource<S>, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    fn push_reader(&mut self, opened: Opened, blocking: Blocking) -> Answer<DynInputStream> {
        Ok(match opened {
            Ok(pipe) => match self.ctx.ends.add(Arc::new(pipe), Kind::Fifo) {
                Ok(end) => {
                    let stream: DynInputStream = Box::new(FifoInputStream::new(end, blocking));
                    Ok(self.table.push(stream)?)
                }
                Err(errno) => Err(CoreError::from(errno).into()),
            },
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }

    fn push_writer(&mut self, opened: Opened, blocking: Blocking) -> Answer<DynOutputStream> {
        Ok(match opened {
            Ok(pipe) => match self.ctx.ends.add(Arc::new(pipe), Kind::Fifo) {
                Ok(end) => {
                    let stream: DynOutputStream = Box::new(FifoOutputStream::new(end, blocking));
                    Ok(self.table.push(stream)?)
                }
                Err(errno) => Err(CoreError::from(errno).into()),
            },
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }
}

type Opened = std::result::Result<File, Errno>;

impl sync::filesystem::fifo::Host for WasiMknodCtxView<'_> {
    fn open_reader(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynInputStream> {
        match self.reader(&fd, path)? {
            Ok(open) => self.push_reader(open(), Blocking::Allowed),
            Err(error) => Ok(Err(error.into())),
        }
    }

    fn open_writer(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynOutputStream> {
        match self.writer(&fd, path)? {
            Ok(open) => self.push_writer(open(), Blocking::Allowed),
            Err(error) => Ok(Err(error.into())),
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
                let blocking = self.ctx.blocking;
                let opened = offload(blocking, open).await;
                self.push_reader(opened, blocking)
            }
            Err(error) => Ok(Err(error.into())),
        }
    }

    async fn open_writer(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<DynOutputStream> {
        match self.writer(&fd, path)? {
            Ok(open) => {
                let blocking = self.ctx.blocking;
                let opened = offload(blocking, open).await;
                self.push_writer(opened, blocking)
            }
            Err(error) => Ok(Err(error.into())),
        }
    }
}
