//! `open-at`: checks a request, opens the node and makes a descriptor of it.

use super::open::{DeviceHandle, OpenError, OpenRequest, Opened};
use crate::WasiMknodCtxView;
use crate::descriptor::{Directory, may_write};
use crate::error::Failure;
use crate::fifo::Kind;
use crate::in_flight::Share;
use crate::policy::Policies;
use crate::sys::Errno;
use crate::wait::Offload;
use std::fs;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::{Descriptor, Dir, File};

/// A call to `open-at`: the start of the path and the rights there. It needs no store.
pub(crate) struct OpenAt {
    directory: Directory,
    policies: Arc<Policies>,
    /// Where the calls of this and of what is opened run.
    offload: Offload,
    /// Held until the call ends.
    _share: Share,
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
    /// Starts at the directory `fd`, with a path of `length` bytes.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, `NotDirectory` if it is not a directory,
    /// and `InsufficientMemory` if too much is in flight.
    pub(crate) fn new(
        view: &mut WasiMknodCtxView<'_>,
        fd: &Resource<Descriptor>,
        length: usize,
        offload: Offload,
    ) -> Result<Self, Failure> {
        Ok(Self {
            directory: Directory::get(view.table, fd)?,
            policies: Arc::clone(&view.ctx.policies),
            offload,
            _share: view.ctx.in_flight.take(length)?,
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
        let perms = self.directory.perms;
        let blocks = self.offload.blocking().is_allowed();
        let file = |file, write, kind| OpenDescriptor {
            descriptor: Descriptor::File(File::new(file, perms, mode(reads, write), blocks)),
            kind,
        };
        let dir = Arc::clone(&self.directory.dir);
        Ok(match self.offload.run(move || request.open(&dir)).await? {
            Opened::File(opened) => file(opened, writes, None),
            Opened::Directory(opened) => OpenDescriptor {
                descriptor: Descriptor::Dir(Dir::new(opened, perms, mode(reads, writes), blocks)),
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
        let opened = self.offload.run(move || device.open(read, write)).await;
        opened.map_err(OpenError::Ours)
    }
}

fn mode(read: bool, write: bool) -> OpenMode {
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read);
    mode.set(OpenMode::WRITE, write);
    mode
}
