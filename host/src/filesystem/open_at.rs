//! `open-at`, from what a guest asks for to the descriptor that it gets.

use super::open::{Device, Failure, Opened, Request};
use crate::WasiMknodCtxView;
use crate::error::ErrorCode;
use crate::policy::Policies;
use crate::sys::Errno;
use crate::wait::offload::run;
use std::fs;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::{Descriptor, Dir, File};
use wasmtime_wasi::{FsPerms, OpenMode};

/// Where a path starts, and what the guest may do from there on. It needs no store.
pub(crate) struct Start {
    dir: Arc<fs::File>,
    perms: FsPerms,
    policies: Arc<Policies>,
    /// Whether the calls of this and of what is opened run on the thread of the guest.
    here: bool,
}

impl WasiMknodCtxView<'_> {
    /// Gives the guest what [`Start::open`] has opened.
    ///
    /// # Errors
    ///
    /// The table is full.
    pub(crate) fn push_opened(
        &mut self,
        descriptor: Descriptor,
    ) -> wasmtime::Result<Resource<Descriptor>> {
        if let Descriptor::File(file) = &descriptor
            && file.open_mode == OpenMode::WRITE
        {
            self.ctx.connecting.add(&file.file);
        }
        Ok(self.table.push(descriptor)?)
    }
}

impl Start {
    /// Starts at the directory `fd`.
    ///
    /// # Errors
    ///
    /// The outer error, a trap, if `fd` is not a descriptor of the guest; the inner one if it is no directory.
    pub(crate) fn new(
        view: &WasiMknodCtxView<'_>,
        fd: &Resource<Descriptor>,
        here: bool,
    ) -> wasmtime::Result<Result<Self, ErrorCode>> {
        Ok(match view.table.get(fd)? {
            Descriptor::Dir(dir) => Ok(Self {
                dir: Arc::clone(&dir.dir),
                perms: dir.perms,
                policies: Arc::clone(&view.ctx.policies),
                here,
            }),
            Descriptor::File(_) => Err(ErrorCode::NotDirectory),
        })
    }

    /// Opens what `request` says, for reads and writes that are `synchronous` if the guest wants such.
    ///
    /// # Errors
    ///
    /// See [`Failure`].
    pub(crate) async fn open(
        self,
        request: Request,
        synchronous: bool,
    ) -> Result<Descriptor, Failure> {
        self.check(&request, synchronous)?;
        let (reads, writes, write) = (request.reads(), request.writes(), request.write);
        let Self { perms, here, .. } = self;
        let file = |file, write| Descriptor::File(File::new(file, perms, mode(reads, write), here));
        let dir = Arc::clone(&self.dir);
        match run(here, move || request.open(&dir)).await? {
            Opened::File(opened) => Ok(file(opened, writes)),
            Opened::Directory(opened) => {
                let dir = Dir::new(opened, perms, mode(reads, writes), here);
                Ok(Descriptor::Dir(dir))
            }
            Opened::Fifo(opened) => Ok(file(opened, write)),
            Opened::Device(device) => {
                Ok(file(self.open_device(device, reads, write).await?, write))
            }
        }
    }

    /// What wasmtime-wasi refuses without looking at the file system, in its order.
    fn check(&self, request: &Request, synchronous: bool) -> Result<(), Failure> {
        let refused = if synchronous {
            Errno::NOTSUP
        } else if request.directory && (request.create || request.exclusive || request.truncate) {
            Errno::INVAL
        } else if self.perms.write_not_permitted() && request.writes() {
            Errno::PERM
        } else {
            return Ok(());
        };
        Err(Failure::Special(refused))
    }

    async fn open_device(
        &self,
        device: Device,
        read: bool,
        write: bool,
    ) -> Result<fs::File, Failure> {
        let policy = self.policies.base();
        if let Err(denied) = policy.check_open(device.node_type, read, write) {
            tracing::debug!(reason = %denied, "open-at refused");
            return Err(Failure::Special(Errno::PERM));
        }
        tracing::debug!(node_type = %device.node_type, read, write, "open-at of a device");
        let opened = run(self.here, move || device.open(read, write)).await;
        opened.map_err(Failure::Special)
    }
}

fn mode(read: bool, write: bool) -> OpenMode {
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read);
    mode.set(OpenMode::WRITE, write);
    mode
}
