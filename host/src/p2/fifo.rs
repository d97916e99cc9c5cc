//! The interface `fifo`.

use super::bindings::{filesystem, sync};
use super::streams::{FifoInputStream, FifoOutputStream};
use crate::WasiMknodCtxView;
use crate::error::ErrorCode as CoreError;
use crate::sys::Errno;
use crate::wait::offload::run;
use crate::wait::spin::Waiting;
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

type Answer<S> = Result<std::result::Result<Resource<S>, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    fn push_reader(&mut self, opened: Opened, waiting: Waiting) -> Answer<DynInputStream> {
        Ok(match opened {
            Ok(pipe) => {
                let stream: DynInputStream =
                    Box::new(FifoInputStream::new(Arc::new(pipe), waiting));
                Ok(self.table.push(stream)?)
            }
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }

    fn push_writer(&mut self, opened: Opened, waiting: Waiting) -> Answer<DynOutputStream> {
        Ok(match opened {
            Ok(pipe) => {
                let pipe = Arc::new(pipe);
                self.ctx.connecting.add(&pipe);
                let stream: DynOutputStream = Box::new(FifoOutputStream::new(pipe, waiting));
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
            Ok(open) => self.push_reader(open(), Waiting::OnThread),
            Err(error) => Ok(Err(error.into())),
        }
    }

    fn open_writer(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynOutputStream> {
        match self.writer(&fd, path)? {
            Ok(open) => self.push_writer(open(), Waiting::OnThread),
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
                let here = self.ctx.allow_blocking_current_thread;
                let opened = run(here, open).await;
                self.push_reader(opened, Waiting::new(here))
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
                let here = self.ctx.allow_blocking_current_thread;
                let opened = run(here, open).await;
                self.push_writer(opened, Waiting::new(here))
            }
            Err(error) => Ok(Err(error.into())),
        }
    }
}
