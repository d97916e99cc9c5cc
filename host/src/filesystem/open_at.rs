//! `open-at`: checks a request, opens the node and makes a descriptor of it.

use super::open::{DeviceHandle, OpenError, OpenRequest, Opened};
use crate::WasiMknodCtxView;
use crate::descriptor::{Directory, may_write};
use crate::error::Failure;
use crate::fifo::Kind;
use crate::policy::Policies;
use crate::sys::Errno;
use crate::wait::{Blocking, offload};
use std::fs;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::{Descriptor, Dir, File};

/// A call to `open-at`: the start of the path and the rights there. It needs no store.
pub(crate) struct OpenAt {
    directory: Directory,
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
    /// Adds a descriptor from [`OpenAt::open`] to the table of the guest.
    ///
    /// # Errors
    ///
    /// A trap if the table is full; `NOMEM` if the guest has too many FIFOs open.
    pub(crate) fn push_opened(
        &mut self,
        opened: OpenDescriptor,
    ) -> Result<Resource<Descriptor>, Failure> {
        if let (Descriptor::File(file), Some(kind)) = (&opened.descriptor, opened.kind) {
            self.ctx.ends.add(Arc::clone(&file.file), kind)?;
        }
        Ok(self.table.push(opened.descriptor)?)
    }

    /// Returns whether the guest may open another end of a FIFO.
    pub(crate) fn may_open_fifo(&mut self) -> bool {
        !self.ctx.ends.is_full()
    }
}

impl OpenAt {
    /// Starts at the directory `fd`.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, and `NotDirectory` if it is not a
    /// directory.
    pub(crate) fn new(
        view: &WasiMknodCtxView<'_>,
        fd: &Resource<Descriptor>,
        blocking: Blocking,
    ) -> Result<Self, Failure> {
        Ok(Self {
            directory: Directory::get(view.table, fd)?,
            policies: Arc::clone(&view.ctx.policies),
            blocking,
        })
    }

    /// Opens the node of `request`.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub(crate) async fn open(self, request: OpenRequest) -> Result<OpenDescriptor, OpenError> {
        self.check(&request)?;
        let (reads, writes, write) = (request.reads(), request.writes(), request.write);
        let (perms, blocking) = (self.directory.perms, self.blocking);
        let file = |file, write, kind| OpenDescriptor {
            descriptor: Descriptor::File(File::new(
                file,
                perms,
                mode(reads, write),
                blocking.is_allowed(),
            )),
            kind,
        };
        let dir = Arc::clone(&self.directory.dir);
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

    /// Makes the checks of wasmtime-wasi that do not need the file system, in its order.
    fn check(&self, request: &OpenRequest) -> Result<(), OpenError> {
        let refused = if request.synchronous {
            Errno::NOTSUP
        } else if request.directory && (request.create || request.exclusive || request.truncate) {
            Errno::INVAL
        } else if !may_write(self.directory.perms) && request.writes() {
            Errno::PERM
        } else {
            return Ok(());
        };
        Err(OpenError::Ours(refused))
    }

    async fn open_device(
        &self,
        device: DeviceHandle,
        read: bool,
        write: bool,
    ) -> Result<(fs::File, bool), OpenError> {
        let policy = self.policies.base();
        if let Err(denied) = policy.check_open(device.node_type, read, write) {
            tracing::debug!(reason = %denied, "open-at refused");
            return Err(OpenError::Ours(Errno::PERM));
        }
        tracing::debug!(node_type = %device.node_type, read, write, "open-at of a device");
        let opened = offload(self.blocking, move || device.open(read, write)).await;
        opened.map_err(OpenError::Ours)
    }
}

fn mode(read: bool, write: bool) -> OpenMode {
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read);
    mode.set(OpenMode::WRITE, write);
    mode
}
