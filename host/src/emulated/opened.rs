//! The devices that one store has open.

#[cfg(feature = "p2")]
use super::Memory;
use super::{Device, Node, Tree};
use crate::WasiMknodCtxView;
use crate::error::{ErrorCode, Failure};
use crate::sys::Errno;
use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Weak};
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::{self, Descriptor};
use wasmtime_wasi::{FsPerms, OpenMode};

/// The devices that a store has open, by the address of their file.
#[derive(Debug)]
pub(crate) struct Opened {
    by_file: HashMap<usize, Entry>,
    limit: usize,
    /// The number of entries at which those of closed files are removed.
    prune_at: usize,
}

#[derive(Debug)]
struct Entry {
    /// It keeps the address from being given to another file.
    file: Weak<File>,
    device: Device,
}

impl Opened {
    /// Returns an empty table for at most `limit` devices.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            by_file: HashMap::new(),
            limit,
            prune_at: 0,
        }
    }

    /// Takes in the file of an open `device`.
    ///
    /// # Errors
    ///
    /// `NOMEM` if the store has as many devices open as it may.
    pub(crate) fn add(&mut self, file: &Arc<File>, device: Device) -> Result<(), Errno> {
        if self.by_file.len() >= self.prune_at.min(self.limit) {
            self.by_file
                .retain(|_, entry| entry.file.strong_count() > 0);
            self.prune_at = 16.max(self.by_file.len() * 2);
        }
        if self.by_file.len() >= self.limit {
            return Err(Errno::NOMEM);
        }
        let entry = Entry {
            file: Arc::downgrade(file),
            device,
        };
        self.by_file.insert(address(file), entry);
        Ok(())
    }

    fn get(&self, file: &File) -> Option<Device> {
        match self.by_file.is_empty() {
            true => None,
            false => self.by_file.get(&address(file)).map(|entry| entry.device),
        }
    }
}

fn address(file: &File) -> usize {
    std::ptr::from_ref(file).addr()
}

impl WasiMknodCtxView<'_> {
    /// Returns the device that `fd` has open and that the host serves.
    ///
    /// # Errors
    ///
    /// If `fd` is not a descriptor of the guest, here and below.
    pub(crate) fn emulated(&self, fd: &Resource<Descriptor>) -> wasmtime::Result<Option<Device>> {
        Ok(self.emulated_file(fd)?.map(|(_, device)| device))
    }

    /// Returns the device that `fd` has open for reading and that the host serves.
    pub(crate) fn emulated_to_read(
        &self,
        fd: &Resource<Descriptor>,
    ) -> Result<Option<Device>, Failure> {
        self.emulated_in(fd, OpenMode::READ)
    }

    /// Returns the device that `fd` has open for writing and that the host serves. As on a file
    /// system of Linux that is mounted for reading only, the device may be written all the same.
    pub(crate) fn emulated_to_write(
        &self,
        fd: &Resource<Descriptor>,
    ) -> Result<Option<Device>, Failure> {
        self.emulated_in(fd, OpenMode::WRITE)
    }

    /// Reads at `offset` from the device that `fd` has open and that the host serves, and returns
    /// the bytes and whether they are the end.
    #[cfg(feature = "p2")]
    pub(crate) fn read_emulated(
        &self,
        fd: &Resource<Descriptor>,
        length: u64,
        offset: u64,
    ) -> Result<Option<(Vec<u8>, bool)>, Failure> {
        let Some(memory) = self.emulated_at(fd, OpenMode::READ, offset)? else {
            return Ok(None);
        };
        let bytes = memory.read(usize::try_from(length).unwrap_or(usize::MAX))?;
        let is_end = bytes.is_empty();
        Ok(Some((bytes, is_end)))
    }

    /// Writes `length` bytes at `offset` to the device that `fd` has open and that the host serves,
    /// and returns their number.
    #[cfg(feature = "p2")]
    pub(crate) fn write_emulated(
        &self,
        fd: &Resource<Descriptor>,
        length: usize,
        offset: u64,
    ) -> Result<Option<u64>, Failure> {
        let Some(memory) = self.emulated_at(fd, OpenMode::WRITE, offset)? else {
            return Ok(None);
        };
        memory.write()?;
        // A list in a 32-bit memory has fewer than 2^32 bytes.
        Ok(Some(length as u64))
    }

    /// Returns the device for a call at an offset, which has no effect but for its range.
    #[cfg(feature = "p2")]
    fn emulated_at(
        &self,
        fd: &Resource<Descriptor>,
        mode: OpenMode,
        offset: u64,
    ) -> Result<Option<Memory>, Failure> {
        let found = self
            .emulated_file(fd)?
            .map(|(file, device)| (file.open_mode, device));
        let Some((open_mode, device)) = found else {
            return Ok(None);
        };
        // The order of `pread(2)`.
        if i64::try_from(offset).is_err() {
            return Err(ErrorCode::Invalid.into());
        }
        match device {
            // As on Linux, it does not matter for what it is open.
            Device::Stream(_) => Err(ErrorCode::InvalidSeek.into()),
            Device::Memory(_) if !open_mode.contains(mode) => Err(ErrorCode::BadDescriptor.into()),
            Device::Memory(memory) => Ok(Some(memory)),
        }
    }

    /// Finds a node of the guest's own `/dev`, or returns `None` if `fd` is no directory of it.
    pub(crate) fn own_node(
        &self,
        fd: &Resource<Descriptor>,
        path: &str,
        follow: bool,
    ) -> wasmtime::Result<Option<Result<&'static Node, Errno>>> {
        let start = self.own_directory(fd)?;
        Ok(start.map(|(tree, start)| tree.find(start, path, follow)))
    }

    /// Opens a node of the guest's own `/dev` for a question to wasmtime-wasi. The descriptor is to
    /// be deleted.
    pub(crate) fn open_own(
        &mut self,
        found: Result<&'static Node, Errno>,
    ) -> wasmtime::Result<Result<(&'static Node, Resource<Descriptor>), Errno>> {
        let (node, file) = match found.and_then(|node| Ok((node, node.open()?))) {
            Ok(opened) => opened,
            Err(errno) => return Ok(Err(errno)),
        };
        let file = filesystem::File::new(file, FsPerms::ReadOnly, OpenMode::empty(), true);
        let descriptor = self.table.push(Descriptor::File(file))?;
        Ok(Ok((node, descriptor)))
    }

    /// Returns the place of `fd` in the guest's own `/dev`, if it is a directory of it.
    pub(crate) fn own_directory(
        &self,
        fd: &Resource<Descriptor>,
    ) -> wasmtime::Result<Option<(&'static Tree, usize)>> {
        Ok(match (self.ctx.dev, self.table.get(fd)?) {
            (Some(tree), Descriptor::Dir(dir)) => {
                tree.directory(&dir.dir).map(|start| (tree, start))
            }
            _ => None,
        })
    }

    /// Returns whether `fd` is a node of the guest's own `/dev`.
    pub(crate) fn is_own(&self, fd: &Resource<Descriptor>) -> wasmtime::Result<bool> {
        Ok(match (self.ctx.dev, self.table.get(fd)?) {
            (None, _) => false,
            (Some(tree), Descriptor::Dir(dir)) => tree.directory(&dir.dir).is_some(),
            (Some(tree), Descriptor::File(file)) => {
                self.ctx.emulated.get(&file.file).is_some() && tree.has(&file.file)
            }
        })
    }

    fn emulated_in(
        &self,
        fd: &Resource<Descriptor>,
        mode: OpenMode,
    ) -> Result<Option<Device>, Failure> {
        match self.emulated_file(fd)? {
            Some((file, _)) if !file.open_mode.contains(mode) => {
                Err(ErrorCode::BadDescriptor.into())
            }
            found => Ok(found.map(|(_, device)| device)),
        }
    }

    fn emulated_file(
        &self,
        fd: &Resource<Descriptor>,
    ) -> wasmtime::Result<Option<(&filesystem::File, Device)>> {
        Ok(match self.table.get(fd)? {
            Descriptor::File(file) => self
                .ctx
                .emulated
                .get(&file.file)
                .map(|device| (file, device)),
            Descriptor::Dir(_) => None,
        })
    }
}
