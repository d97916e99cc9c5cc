//! `open-at`: checks a request, opens the node and makes a descriptor of it.

use super::open::{DeviceHandle, OpenError, OpenRequest, Opened};
use crate::WasiMknodCtxView;
use crate::descriptor::{Directory, may_write};
use crate::emulated::{self, StandardStreams, Tree, What};
use crate::error::Failure;
use crate::fifo::Kind;
use crate::in_flight::Share;
use crate::policy::{By, Policies};
use crate::sys::Errno;
use crate::wait::Offload;
use cap_mknod::NodeType;
use std::fs;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::filesystem::{Descriptor, Dir, File};

/// A call to `open-at`: the start of the path and the rights there. It needs no store.
pub(crate) struct OpenAt {
    directory: Directory,
    policies: Arc<Policies>,
    /// Whether a file may stand for a device.
    recorded: bool,
    /// The guest's own `/dev`, if it has one.
    dev: Option<&'static Tree>,
    streams: Arc<StandardStreams>,
    /// Where the calls of this and of what is opened run.
    offload: Offload,
    /// Held until the call ends.
    _share: Share,
}

/// An open file or directory, with what streams need to know of it.
pub(crate) struct OpenDescriptor {
    descriptor: Descriptor,
    special: Special,
}

/// How a descriptor is read and written.
#[derive(Clone, Copy)]
enum Special {
    /// As wasmtime-wasi does it.
    Not,
    /// As an end of a FIFO.
    End(Kind),
    /// By the host itself.
    Emulated(emulated::Device),
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
        if let Descriptor::File(file) = &opened.descriptor {
            match opened.special {
                Special::Not => {}
                Special::End(kind) => drop(self.ctx.ends.add(Arc::clone(&file.file), kind)?),
                Special::Emulated(device) => self.ctx.emulated.add(&file.file, device)?,
            }
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
            recorded: view.ctx.recording.reads(),
            dev: view.ctx.dev,
            streams: Arc::clone(&view.ctx.streams),
            offload,
            _share: view.ctx.in_flight.take(length)?,
        })
    }

    /// Opens the node of `request`.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub(crate) async fn open(self, mut request: OpenRequest) -> Result<OpenDescriptor, OpenError> {
        if let Some(tree) = self.dev
            && let Some(start) = tree.directory(&self.directory.dir)
        {
            return self.open_own(tree, start, &request);
        }
        self.check(&request)?;
        request.recorded = self.recorded;
        let (reads, writes, write) = (request.reads(), request.writes(), request.write);
        let file = |file, write, special| self.file(file, mode(reads, write), special);
        let dir = Arc::clone(&self.directory.dir);
        Ok(match self.offload.run(move || request.open(&dir)).await? {
            Opened::File(opened) => file(opened, writes, Special::Not),
            Opened::Directory(opened) => self.directory(opened, mode(reads, writes)),
            Opened::Fifo(opened) => file(opened, write, Special::End(Kind::Fifo)),
            Opened::Recorded(device) => {
                let by = self.check_device(device.node_type, reads, write)?;
                let (opened, special) = self.open_recorded(device, by, reads, write)?;
                file(opened, write, special)
            }
            Opened::Device(device) => {
                let (opened, special) = self.open_device(device, reads, write).await?;
                file(opened, write, special)
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
    ) -> Result<(fs::File, Special), OpenError> {
        if self.check_device(device.node_type, read, write)? == By::Host {
            return self.emulate(device, read, write);
        }
        let opened = self.offload.run(move || device.open(read, write)).await;
        let (file, cannot_seek) = opened.map_err(OpenError::Ours)?;
        Ok((
            file,
            match cannot_seek {
                true => Special::End(Kind::Device),
                false => Special::Not,
            },
        ))
    }

    fn check_device(&self, node_type: NodeType, read: bool, write: bool) -> Result<By, OpenError> {
        match self.policies.base().decide_open(node_type, read, write) {
            Ok(by) => {
                tracing::debug!(%node_type, read, write, ?by, "open-at of a device");
                Ok(by)
            }
            Err(denied) => {
                tracing::debug!(reason = %denied, "open-at refused");
                Err(OpenError::Ours(Errno::PERM))
            }
        }
    }
}

impl OpenAt {
    /// Opens a recorded device: there is none on the host, so if the host does not serve it either,
    /// the error is the one of a device without a driver.
    fn open_recorded(
        &self,
        device: DeviceHandle,
        by: By,
        read: bool,
        write: bool,
    ) -> Result<(fs::File, Special), OpenError> {
        match by {
            By::Host => self.emulate(device, read, write),
            By::Kernel => Err(OpenError::Ours(Errno::NXIO)),
        }
    }

    /// Has the host serve a device in place of the kernel.
    fn emulate(
        &self,
        device: DeviceHandle,
        read: bool,
        write: bool,
    ) -> Result<(fs::File, Special), OpenError> {
        let served = emulated::Device::of(device.node_type).ok_or(OpenError::Ours(Errno::NXIO))?;
        let checked = served.check(&self.streams, read, write);
        checked.map_err(OpenError::Ours)?;
        Ok((device.into_handle(), Special::Emulated(served)))
    }

    /// Opens a node of the guest's own `/dev`, in the order of checks of a file system of Linux
    /// that is mounted for reading only.
    fn open_own(
        &self,
        tree: &Tree,
        start: usize,
        request: &OpenRequest,
    ) -> Result<OpenDescriptor, OpenError> {
        let makes = request.create || request.exclusive || request.truncate;
        if request.synchronous {
            return Err(OpenError::Ours(Errno::NOTSUP));
        }
        if request.directory && makes {
            return Err(OpenError::Ours(Errno::INVAL));
        }
        let exclusive = request.create && request.exclusive;
        let node = match tree.find(start, &request.path, request.follow && !exclusive) {
            Ok(_) if exclusive => return Err(Errno::EXIST.into()),
            Err(Errno::NOENT) if request.create => return Err(OpenError::Ours(Errno::PERM)),
            found => found?,
        };
        let mode = mode(request.reads(), request.write);
        match node.what() {
            What::Directory if request.writes() => Err(Errno::ISDIR.into()),
            What::Directory => Ok(self.directory(node.open()?, mode)),
            What::Link(_) => Err(Errno::LOOP.into()),
            What::Device(_) if request.directory => Err(Errno::NOTDIR.into()),
            What::Device(device) => {
                let (read, write) = (request.reads(), request.write);
                tracing::debug!(name = node.name(), read, write, "open-at of an own device");
                let checked = device.check(&self.streams, read, write);
                checked.map_err(OpenError::Ours)?;
                Ok(self.file(node.open()?, mode, Special::Emulated(device)))
            }
        }
    }

    fn file(&self, file: fs::File, mode: OpenMode, special: Special) -> OpenDescriptor {
        let blocks = self.offload.blocking().is_allowed();
        OpenDescriptor {
            descriptor: Descriptor::File(File::new(file, self.directory.perms, mode, blocks)),
            special,
        }
    }

    fn directory(&self, dir: fs::File, mode: OpenMode) -> OpenDescriptor {
        let blocks = self.offload.blocking().is_allowed();
        OpenDescriptor {
            descriptor: Descriptor::Dir(Dir::new(dir, self.directory.perms, mode, blocks)),
            special: Special::Not,
        }
    }
}

fn mode(read: bool, write: bool) -> OpenMode {
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read);
    mode.set(OpenMode::WRITE, write);
    mode
}
