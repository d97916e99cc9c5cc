//! The interface `fifo`.

use super::bindings::{filesystem, sync};
use super::streams::{FifoInputStream, FifoOutputStream};
use crate::WasiMknodCtxView;
use crate::error::{Failure, OrTrap as _};
use crate::fifo::Kind;
use crate::wait::Blocking;
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

type Answer<S> = Result<std::result::Result<Resource<S>, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    fn push_input(
        &mut self,
        pipe: File,
        blocking: Blocking,
    ) -> std::result::Result<Resource<DynInputStream>, Failure> {
        let end = self.ctx.ends.add(Arc::new(pipe), Kind::Fifo)?;
        let stream: DynInputStream = Box::new(FifoInputStream::new(end, blocking));
        Ok(self.table.push(stream)?)
    }

    fn push_output(
        &mut self,
        pipe: File,
        blocking: Blocking,
    ) -> std::result::Result<Resource<DynOutputStream>, Failure> {
        let end = self.ctx.ends.add(Arc::new(pipe), Kind::Fifo)?;
        let stream: DynOutputStream = Box::new(FifoOutputStream::new(end, blocking));
        Ok(self.table.push(stream)?)
    }

    async fn open_input(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> std::result::Result<Resource<DynInputStream>, Failure> {
        let offload = self.ctx.offload.clone();
        let pipe = offload.run(self.reader(fd, path)?).await?;
        self.push_input(pipe, offload.blocking())
    }

    async fn open_output(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> std::result::Result<Resource<DynOutputStream>, Failure> {
        let offload = self.ctx.offload.clone();
        let pipe = offload.run(self.writer(fd, path)?).await?;
        self.push_output(pipe, offload.blocking())
    }
}

impl sync::filesystem::fifo::Host for WasiMknodCtxView<'_> {
    fn open_reader(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynInputStream> {
        self.reader(&fd, path)
            .and_then(|open| self.push_input(open()?, Blocking::Allowed))
            .or_trap()
    }

    fn open_writer(&mut self, fd: Resource<Descriptor>, path: String) -> Answer<DynOutputStream> {
        self.writer(&fd, path)
            .and_then(|open| self.push_output(open()?, Blocking::Allowed))
            .or_trap()
    }
}

impl filesystem::fifo::Host for WasiMknodCtxView<'_> {
    async fn open_reader(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<DynInputStream> {
        self.open_input(&fd, path).await.or_trap()
    }

    async fn open_writer(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<DynOutputStream> {
        self.open_output(&fd, path).await.or_trap()
    }
}
