//! The part of calls that make no node which needs the store: where they start, and what the guest may do there.
//!
//! What is left to do owns what it needs, and so can run on any thread.

use crate::error::ErrorCode;
use crate::sys::Errno;
use crate::sys::handle::Stat;
use crate::{WasiMknodCtxView, fifo, node_stat};
use std::fs::File;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::{Descriptor, Dir};
use wasmtime_wasi::runtime::spawn_blocking;

/// What is left of a call, or why it is not allowed.
type Checked<C> = Result<std::result::Result<C, ErrorCode>>;

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
        Ok(start.map(|start| move || node_stat::stat_at(&start.dir, &path, follow)))
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
        let start = self
            .start(fd)?
            .and_then(|start| match start.perms.write_not_permitted() {
                true => Err(ErrorCode::NotPermitted),
                false => Ok(start),
            });
        Ok(start.map(|start| move || fifo::open_at(&start.dir, &path, false, true)))
    }

    fn start(&self, fd: &Resource<Descriptor>) -> Checked<Dir> {
        Ok(match self.table.get(fd)? {
            Descriptor::Dir(dir) => Ok(dir.clone()),
            Descriptor::File(_) => Err(ErrorCode::NotDirectory),
        })
    }
}

/// Runs `calls` on this thread, or on one of tokio's for what blocks.
pub(crate) async fn run<R: Send + 'static>(
    here: bool,
    calls: impl FnOnce() -> R + Send + 'static,
) -> R {
    match here {
        true => calls(),
        false => spawn_blocking(calls).await,
    }
}
