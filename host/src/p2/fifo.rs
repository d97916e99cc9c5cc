//! The interface `fifo`.

use super::bindings::{filesystem, sync};
use super::events::pollable;
use super::streams::{FifoInputStream, FifoOutputStream};
use crate::WasiMknodCtxView;
use crate::error::{Failure, OrTrap as _};
use crate::fifo::{Events, Kind};
use crate::wait::Blocking;
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, DynPollable};
use wasmtime_wasi::runtime::in_tokio;

type Answer<T> = Result<std::result::Result<T, ErrorCode>>;

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

    fn wait_for(
        &mut self,
        fd: &Resource<Descriptor>,
        events: Events,
        blocking: Blocking,
    ) -> std::result::Result<Resource<DynPollable>, Failure> {
        let end = self.open_end(fd, OpenMode::empty())?;
        Ok(pollable(self.table, fd, end, events, blocking)?)
    }
}

impl sync::filesystem::fifo::Host for WasiMknodCtxView<'_> {
    fn open_reader(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<Resource<DynInputStream>> {
        self.reader(&fd, path)
            .and_then(|open| self.push_input(open()?, Blocking::Allowed))
            .or_trap()
    }

    fn open_writer(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<Resource<DynOutputStream>> {
        self.writer(&fd, path)
            .and_then(|open| self.push_output(open()?, Blocking::Allowed))
            .or_trap()
    }

    fn poll(&mut self, fd: Resource<Descriptor>) -> Answer<sync::filesystem::fifo::Events> {
        let events = in_tokio(self.events(&fd, Blocking::Allowed));
        events.map(Into::into).or_trap()
    }

    fn subscribe(
        &mut self,
        fd: Resource<Descriptor>,
        events: sync::filesystem::fifo::Events,
    ) -> Answer<Resource<DynPollable>> {
        self.wait_for(&fd, events.into(), Blocking::Allowed)
            .or_trap()
    }

    fn try_read(&mut self, fd: Resource<Descriptor>, length: u32) -> Answer<Option<Vec<u8>>> {
        self.read_now(&fd, length).or_trap()
    }

    fn try_write(&mut self, fd: Resource<Descriptor>, bytes: Vec<u8>) -> Answer<Option<u32>> {
        in_tokio(self.write_now(&fd, &bytes, Blocking::Allowed)).or_trap()
    }
}

impl filesystem::fifo::Host for WasiMknodCtxView<'_> {
    async fn open_reader(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<Resource<DynInputStream>> {
        self.open_input(&fd, path).await.or_trap()
    }

    async fn open_writer(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<Resource<DynOutputStream>> {
        self.open_output(&fd, path).await.or_trap()
    }

    async fn poll(&mut self, fd: Resource<Descriptor>) -> Answer<filesystem::fifo::Events> {
        let events = self.events(&fd, self.ctx.offload.blocking()).await;
        events.map(Into::into).or_trap()
    }

    fn subscribe(
        &mut self,
        fd: Resource<Descriptor>,
        events: filesystem::fifo::Events,
    ) -> Answer<Resource<DynPollable>> {
        self.wait_for(&fd, events.into(), self.ctx.offload.blocking())
            .or_trap()
    }

    fn try_read(&mut self, fd: Resource<Descriptor>, length: u32) -> Answer<Option<Vec<u8>>> {
        self.read_now(&fd, length).or_trap()
    }

    async fn try_write(&mut self, fd: Resource<Descriptor>, bytes: Vec<u8>) -> Answer<Option<u32>> {
        self.write_now(&fd, &bytes, self.ctx.offload.blocking())
            .await
            .or_trap()
    }
}
