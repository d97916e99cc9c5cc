//! The least that a host can do: what of a call is wasmtime's and the kernel's.

use crate::guests::State;
use bytes::Bytes;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::AsFd;
use std::sync::Arc;
use wasi_mknod_wasmtime::p2::bindings::sync::filesystem::types::{Mode, Node, NodeType};
use wasmtime::component::{Linker, Resource};
use wasmtime::{Result, StoreContextMut, bail};
use wasmtime_wasi::async_trait;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{
    DynInputStream, DynOutputStream, InputStream, OutputStream, Pollable, StreamError, StreamResult,
};

type Answer<T> = Result<(std::result::Result<T, ErrorCode>,)>;

/// The parameters of `mknod`.
pub(crate) type Parameters = (Resource<Descriptor>, String, NodeType, Mode);

/// Replaces `mknod` in `linker` by another of the same signature.
pub(crate) fn replace_mknod(
    linker: &mut Linker<State>,
    mknod: fn(&State, Parameters) -> Answer<()>,
) -> Result<()> {
    linker.allow_shadowing(true);
    let mut instance = linker.instance("wasi-mknod:filesystem/mknod@0.2.0")?;
    instance.func_wrap(
        "mknod",
        move |store: StoreContextMut<'_, State>, parameters| mknod(store.data(), parameters),
    )
}

/// A `mknod` that does nothing but deny.
pub(crate) fn deny(_state: &State, _parameters: Parameters) -> Answer<()> {
    Ok((Err(ErrorCode::NotPermitted),))
}

/// A `mknod` that makes FIFOs with these modes, for whoever asks, by system calls alone.
pub(crate) fn make_fifo(state: &State, (dir, path, _, mode): Parameters) -> Answer<()> {
    let Descriptor::Dir(dir) = state.table.get(&dir)? else {
        return Ok((Err(ErrorCode::NotDirectory),));
    };
    make(&*dir.dir, &path, mode)?;
    Ok((Ok(()),))
}

/// Replaces `mknod-many` in `linker` by one that makes FIFOs with these modes, for whoever asks, by
/// system calls alone.
pub(crate) fn replace_mknod_many(linker: &mut Linker<State>) -> Result<()> {
    linker.allow_shadowing(true);
    let mut instance = linker.instance("wasi-mknod:filesystem/mknod@0.2.0")?;
    instance.func_wrap(
        "mknod-many",
        |store: StoreContextMut<'_, State>, (dir, nodes): (Resource<Descriptor>, Vec<Node>)| {
            let Descriptor::Dir(dir) = store.data().table.get(&dir)? else {
                bail!("the parameter is no directory");
            };
            for node in nodes {
                make(&*dir.dir, &node.path, node.mode)?;
            }
            Ok((std::result::Result::<(), (u32, ErrorCode)>::Ok(()),))
        },
    )
}

/// One system call, and one more where the mode is for others than the owner: a default ACL of the
/// directory takes the place of the umask.
fn make(dir: impl AsFd, path: &str, mode: Mode) -> rustix::io::Result<()> {
    let mode = rustix::fs::Mode::from_raw_mode(wasi_mknod_wasmtime::Mode::from(mode).bits().into());
    if mode.intersects(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO) {
        // A directory without one is assumed.
        let _ = crate::sys::default_acl(dir.as_fd());
    }
    rustix::fs::mknodat(dir, path, rustix::fs::FileType::Fifo, mode, 0)
}

/// Replaces the streams of files in `linker` by streams that make one blocking system call, and
/// that know neither positions nor errors.
pub(crate) fn replace_streams(linker: &mut Linker<State>) -> Result<()> {
    linker.allow_shadowing(true);
    let mut instance = linker.instance("wasi:filesystem/types@0.2.12")?;
    instance.func_wrap(
        "[method]descriptor.read-via-stream",
        |mut store: StoreContextMut<'_, State>, (fd, _): (Resource<Descriptor>, u64)| {
            let table = &mut store.data_mut().table;
            let stream: DynInputStream = Box::new(FileStream(file_of(table.get(&fd)?)?));
            Answer::Ok((Ok(table.push(stream)?),))
        },
    )?;
    instance.func_wrap(
        "[method]descriptor.write-via-stream",
        |mut store: StoreContextMut<'_, State>, (fd, _): (Resource<Descriptor>, u64)| {
            let table = &mut store.data_mut().table;
            let stream: DynOutputStream = Box::new(FileStream(file_of(table.get(&fd)?)?));
            Answer::Ok((Ok(table.push(stream)?),))
        },
    )
}

fn file_of(descriptor: &Descriptor) -> Result<Arc<File>> {
    match descriptor {
        Descriptor::File(file) => Ok(Arc::clone(&file.file)),
        Descriptor::Dir(_) => bail!("a directory has no streams"),
    }
}

struct FileStream(Arc<File>);

#[async_trait]
impl Pollable for FileStream {
    async fn ready(&mut self) {}
}

#[async_trait]
impl InputStream for FileStream {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let mut bytes = vec![0; size];
        match (&*self.0).read(&mut bytes) {
            Ok(0) => Err(StreamError::Closed),
            Ok(count) => {
                bytes.truncate(count);
                Ok(bytes.into())
            }
            Err(error) => Err(StreamError::LastOperationFailed(error.into())),
        }
    }
}

#[async_trait]
impl OutputStream for FileStream {
    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(1 << 20)
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let written = (&*self.0).write_all(&bytes);
        written.map_err(|error| StreamError::LastOperationFailed(error.into()))
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }
}
