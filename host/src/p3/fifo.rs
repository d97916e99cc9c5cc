//! The interface `fifo`.

use super::bindings::filesystem::fifo;
use super::prepare;
use super::streams::{self, Ending, Incoming};
use crate::error::ErrorCode as CoreError;
use crate::fifo::{Reader, Writer};
use crate::sys::Errno;
use crate::wait::offload::run;
use crate::wait::spin::Waiting;
use crate::{WasiMknod, WasiMknodCtxView};
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource, StreamReader};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode;

impl<T: Send> fifo::HostWithStore<T> for WasiMknod {
    async fn open_reader(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        path: String,
    ) -> Result<std::result::Result<Incoming, ErrorCode>> {
        let opened = match prepare(store, |view| view.reader(&fd, path))? {
            (here, Ok(open)) => run(here, open).await,
            (_, Err(error)) => return Ok(Err(error.into())),
        };
        let connected = async {
            let reader = Reader::new(Arc::new(opened?), Waiting::InRuntime);
            reader.connected().await?;
            Ok(reader)
        };
        match connected.await {
            Ok(reader) => store.with(|access| streams::read(access, reader)).map(Ok),
            Err(errno) => Ok(Err(error_code(errno))),
        }
    }

    async fn open_writer(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        path: String,
        data: StreamReader<u8>,
    ) -> Result<Ending> {
        // Whatever becomes of the call, even if it is dropped, the stream must not be left open.
        let data = data.guard(store);
        let opened = match prepare(store, |view| view.writer(&fd, path))? {
            (here, Ok(open)) => run(here, open).await,
            (_, Err(error)) => return Ok(Err(error.into())),
        };
        let connected = async {
            let mut writer = Writer::new(Arc::new(opened?), Waiting::InRuntime);
            writer.connected().await?;
            Ok(writer)
        };
        let writer = match connected.await {
            Ok(writer) => writer,
            Err(errno) => return Ok(Err(error_code(errno))),
        };
        let data = data.into_stream();
        let writing = store.with(|access| streams::write(access, data, writer))?;
        writing.end().await
    }
}

impl fifo::Host for WasiMknodCtxView<'_> {}

fn error_code(errno: Errno) -> ErrorCode {
    CoreError::from(errno).into()
}
