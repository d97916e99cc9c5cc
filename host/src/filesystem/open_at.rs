//! `open-at`, from what a guest asks for to the descriptor that it gets.

use super::open::{Device, Failure, Opened, Request};
use crate::WasiMknodCtxView;
use crate::error::ErrorCode;
use crate::fifo::Kind;
use crate::policy::Policies;
use crate::sys::Errno;
use crate::wait::{Blocking, offload};
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
    /// Whether the calls of this and of what is opened may block their thread.
    blocking: Blocking,
}

/// An open file or directory, with what streams need to know of it.
pub(crate) struct OpenDescriptor {
    descriptor: Descriptor,
    /// How streams read and write it, unless as a regular file.
    kind: Option<Kind>,
}

impl WasiMknodCtxView<'_> {
    /// Gives the guest what [`Start::open`] has opened.
    ///
    /// # Errors
    ///
    /// The outer error, a trap, if the table is full; `NOMEM` if the guest has too many FIFOs open.
    pub(crate) fn push_opened(
        &mut self,
        opened: OpenDescriptor,
    ) -> wasmtime::Result<Result<Resource<Descriptor>, Failure>> {
        if let (Descriptor::File(file), Some(kind)) = (&opened.descriptor, opened.kind)
            && let Err(errno) = self.ctx.ends.add(Arc::clone(&file.file), kind)
        {
            return Ok(Err(Failure::Special(errno)));
        }
        Ok(Ok(self.table.push(opened.descriptor)?))
    }

    /// Returns whether the guest may open another end of a FIFO.
    pub(crate) fn may_open_fifo(&mut self) -> bool {
        !self.ctx.ends.is_full()
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
        blocking: Blocking,
    ) -> wasmtime::Result<Result<Self, ErrorCode>> {
        Ok(match view.table.get(fd)? {
            Descriptor::Dir(dir) => Ok(Self {
                dir: Arc::clone(&dir.dir),
                perms: dir.perms,
                policies: Arc::clone(&view.ctx.policies),
                blocking,
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
    ) -> Result<OpenDescriptor, Failure> {
        self.check(&request, synchronous)?;
        let (reads, writes, write) = (request.reads(), request.writes(), request.write);
        let Self {
            perms, blocking, ..
        } = self;
        let file = |file, write, kind| OpenDescriptor {
            descriptor: Descriptor::File(File::new(
                file,
                perms,
                mode(reads, write),
                blocking.is_allowed(),
            )),
            kind,
        };
        let dir = Arc::clone(&self.dir);
        Ok(match offload(blocking, move || request.open(&dir)).await? {
            Opened::File(opened) => file(opened, writes, None),
            Opened::Directory(opened) => OpenDescriptor {
                descriptor: Descriptor::Dir(Dir::new(
                    opened,
                    perms,
                    mode(reads, writes),
                    blocking.is_allowed(),
                )),
                kind: None,
            },
            Opened::Fifo(opened) => file(opened, write, Some(Kind::Fifo)),
            Opened::Device(device) => {
                let (opened, cannot_seek) = self.open_device(device, reads, write).await?;
                file(opened, write, cannot_seek.then_some(Kind::Device))
            }
        })
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
    ) -> Result<(fs::File, bool), Failure> {
        let policy = self.policies.base();
        if let Err(denied) = policy.check_open(device.node_type, read, write) {
            tracing::debug!(reason = %denied, "open-at refused");
            return Err(Failure::Special(Errno::PERM));
        }
        tracing::debug!(node_type = %device.node_type, read, write, "open-at of a device");
        let opened = offload(self.blocking, move || device.open(read, write)).await;
        opened.map_err(Failure::Special)
    }
}

fn mode(read: bool, write: bool) -> OpenMode {
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read);
    mode.set(OpenMode::WRITE, write);
    mode
}
