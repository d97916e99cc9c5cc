//! The interface `fifo`.

use super::bindings::filesystem::fifo;
use super::prepare;
use super::streams::{self, Ending, Incoming};
use crate::error::{Failure, OrTrap as _};
use crate::fifo::{End, Events, Kind, Reader, Writer};
use crate::sys::Errno;
use crate::wait::Blocking;
use crate::{WasiMknod, WasiMknodCtxView};
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource, StreamReader};
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode;

type Answer<T> = Result<std::result::Result<T, ErrorCode>>;

impl<T: Send> fifo::HostWithStore<T> for WasiMknod {
    async fn open_reader(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Answer<Incoming> {
        read(store, &fd, path).await.or_trap()
    }

    async fn open_writer(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        path: String,
        data: StreamReader<u8>,
    ) -> Result<Ending> {
        // Whatever becomes of the call, even if it is dropped, the stream must not be left open.
        let data = data.guard(store);
        let writer = match connected_writer(store, &fd, path).await.or_trap()? {
            Ok(writer) => writer,
            Err(error) => return Ok(Err(error)),
        };
        let data = data.into_stream();
        let writing = store.with(|access| streams::write(access, data, writer))?;
        writing.end().await
    }

    async fn wait_for(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        events: fifo::Events,
    ) -> Answer<fifo::Events> {
        wait(store, &fd, events.into()).await.or_trap()
    }
}

impl fifo::Host for WasiMknodCtxView<'_> {
    async fn poll(&mut self, fd: Resource<Descriptor>) -> Answer<fifo::Events> {
        let events = self.events(&fd, self.ctx.offload.blocking()).await;
        events.map(Into::into).or_trap()
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

async fn wait<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Resource<Descriptor>,
    events: Events,
) -> std::result::Result<fifo::Events, Failure> {
    let (_, end) = prepare(store, |view| view.open_end(fd, OpenMode::empty()))?;
    end.wait_for(events, Blocking::Forbidden).await?;
    Ok(end.events()?.into())
}

async fn read<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Resource<Descriptor>,
    path: String,
) -> std::result::Result<Incoming, Failure> {
    let (offload, open) = prepare(store, |view| view.reader(fd, path))?;
    let pipe = offload.run(open).await?;
    let reader = Reader::new(add(store, pipe)?, Blocking::Forbidden);
    reader.connected().await?;
    Ok(store.with(|access| streams::read(access, reader))?)
}

async fn connected_writer<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Resource<Descriptor>,
    path: String,
) -> std::result::Result<Writer, Failure> {
    let (offload, open) = prepare(store, |view| view.writer(fd, path))?;
    let pipe = offload.run(open).await?;
    let writer = Writer::new(add(store, pipe)?, Blocking::Forbidden);
    writer.connected().await?;
    Ok(writer)
}

/// Counts an end of a FIFO among those that the guest has open.
fn add<T>(store: &Accessor<T, WasiMknod>, pipe: File) -> std::result::Result<End, Errno> {
    store.with(|mut access| access.get().ctx.ends.add(Arc::new(pipe), Kind::Fifo))
}
