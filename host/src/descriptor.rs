//! Descriptors of a guest: their look-up, their rights, and the calls that start at them.
//!
//! A method that checks a call needs the store. It returns a closure that performs the call and
//! needs none, so it can run on any thread.

use crate::error::{ErrorCode, Failure};
use crate::fifo::{End, Events, Reader, Writer};
use crate::sys::Errno;
use crate::sys::handle;
use crate::sys::stat::{self, NewTime, Stat};
use crate::wait::Blocking;
use crate::{WasiMknodCtxView, fifo, metadata};
use std::fs::File;
use std::sync::Arc;
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::filesystem::{self, Descriptor};
use wasmtime_wasi::{FsPerms, OpenMode};

/// Returns whether a guest may change what is beneath a descriptor with these rights.
pub(crate) fn may_write(perms: FsPerms) -> bool {
    // A right that is added to wasmtime-wasi later does not include this one.
    perms == FsPerms::ReadWrite
}

/// A directory that a guest has open.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    pub(crate) dir: Arc<File>,
    pub(crate) perms: FsPerms,
}

impl Directory {
    /// Returns the directory `fd`, or `None` if `fd` is another descriptor.
    ///
    /// # Errors
    ///
    /// If `fd` is not a descriptor of the guest.
    pub(crate) fn find(
        table: &ResourceTable,
        fd: &Resource<Descriptor>,
    ) -> wasmtime::Result<Option<Self>> {
        Ok(match table.get(fd)? {
            Descriptor::Dir(dir) => Some(Self {
                dir: Arc::clone(&dir.dir),
                perms: dir.perms,
            }),
            Descriptor::File(_) => None,
        })
    }

    /// Returns the directory `fd`.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, and `NotDirectory` if it is not a
    /// directory.
    pub(crate) fn get(table: &ResourceTable, fd: &Resource<Descriptor>) -> Result<Self, Failure> {
        let directory = Self::find(table, fd)?;
        Ok(directory.ok_or(ErrorCode::NotDirectory)?)
    }

    fn writable(self) -> Result<Self, ErrorCode> {
        match may_write(self.perms) {
            true => Ok(self),
            false => Err(ErrorCode::NotPermitted),
        }
    }
}

impl WasiMknodCtxView<'_> {
    /// Checks a `stat-at` and returns the closure that performs it.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, here and below.
    pub(crate) fn stat(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
        follow: bool,
    ) -> Result<impl FnOnce() -> Result<Stat, Errno> + use<>, Failure> {
        let start = Directory::get(self.table, fd)?;
        let share = self.ctx.in_flight.take(path.len())?;
        let recorded = self.ctx.recording.reads();
        let own = self.own_node(fd, &path, follow)?;
        let streams = Arc::clone(&self.ctx.streams);
        Ok(move || {
            let _share = share;
            if let Some(found) = own {
                return found?.stat(&streams);
            }
            metadata::stat_at(&start.dir, &path, follow, recorded)
        })
    }

    /// Checks an `open-reader` and returns the closure that opens the FIFO.
    pub(crate) fn reader(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> Result<impl FnOnce() -> Result<File, Errno> + use<>, Failure> {
        let start = Directory::get(self.table, fd)?;
        self.check_limit()?;
        let share = self.ctx.in_flight.take(path.len())?;
        Ok(move || {
            let _share = share;
            fifo::open_at(&start.dir, &path, true, false)
        })
    }

    /// Checks an `open-writer` and returns the closure that opens the FIFO.
    pub(crate) fn writer(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
    ) -> Result<impl FnOnce() -> Result<File, Errno> + use<>, Failure> {
        let start = Directory::get(self.table, fd)?.writable()?;
        self.check_limit()?;
        let share = self.ctx.in_flight.take(path.len())?;
        Ok(move || {
            let _share = share;
            fifo::open_at(&start.dir, &path, false, true)
        })
    }

    /// Checks whether the guest may open another end of a FIFO, before it affects the other end.
    fn check_limit(&mut self) -> Result<(), Errno> {
        match self.may_open_fifo() {
            true => Ok(()),
            false => Err(Errno::NOMEM),
        }
    }

    /// Checks a `set-times-at` that follows symbolic links and returns the closure that performs
    /// it.
    ///
    /// `times` are the times of the access and of the modification.
    pub(crate) fn set_times(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
        times: Result<(NewTime, NewTime), ErrorCode>,
    ) -> Result<impl FnOnce() -> Result<(), Errno> + use<>, Failure> {
        let start = Directory::get(self.table, fd)?;
        let (accessed, modified) = times?;
        let start = start.writable()?;
        let share = self.ctx.in_flight.take(path.len())?;
        Ok(move || {
            let _share = share;
            stat::set_times(&handle::pin(&start.dir, &path, true)?, accessed, modified)
        })
    }

    /// Checks a `set-times` of a FIFO and returns the closure that performs it. Returns `None` if
    /// `fd` has no FIFO open.
    pub(crate) fn set_times_of_end(
        &self,
        fd: &Resource<Descriptor>,
        times: Result<(NewTime, NewTime), ErrorCode>,
    ) -> Result<Option<impl FnOnce() -> Result<(), Errno> + use<>>, Failure> {
        let file = match self.table.get(fd)? {
            Descriptor::File(file) if self.end_of(fd)?.is_some() => file,
            Descriptor::File(file) if self.emulated(fd)?.is_some() => file,
            _ => return Ok(None),
        };
        if !may_write(file.perms) {
            return Err(ErrorCode::NotPermitted.into());
        }
        let (accessed, modified) = times?;
        // An end that closes meanwhile keeps the node.
        let file = Arc::clone(&file.file);
        Ok(Some(move || stat::set_times(&file, accessed, modified)))
    }

    /// Returns the end of a FIFO that `fd` has open, for reading. Returns `None` if it has none.
    pub(crate) fn end_to_read(&self, fd: &Resource<Descriptor>) -> Result<Option<End>, Failure> {
        match self.end(fd)? {
            Some((file, _)) if !file.open_mode.contains(OpenMode::READ) => {
                Err(ErrorCode::BadDescriptor.into())
            }
            found => Ok(found.map(|(_, end)| end)),
        }
    }

    /// Returns the end of a FIFO that `fd` has open, for writing. Returns `None` if it has none.
    pub(crate) fn end_to_write(&self, fd: &Resource<Descriptor>) -> Result<Option<End>, Failure> {
        match self.end(fd)? {
            Some((file, _)) if !may_write(file.perms) => Err(ErrorCode::NotPermitted.into()),
            Some((file, _)) if !file.open_mode.contains(OpenMode::WRITE) => {
                Err(ErrorCode::BadDescriptor.into())
            }
            found => Ok(found.map(|(_, end)| end)),
        }
    }

    /// Returns the end that `fd` has open, for a function that needs one which is open in `mode`.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, `Invalid` if it has no end open, and
    /// `BadDescriptor` if it is not open in `mode`.
    pub(crate) fn open_end(
        &self,
        fd: &Resource<Descriptor>,
        mode: OpenMode,
    ) -> Result<End, Failure> {
        let (file, end) = self.end(fd)?.ok_or(ErrorCode::Invalid)?;
        let permitted = !mode.contains(OpenMode::WRITE) || may_write(file.perms);
        match file.open_mode.contains(mode) && permitted {
            true => Ok(end),
            false => Err(ErrorCode::BadDescriptor.into()),
        }
    }

    /// Returns what holds for the end that `fd` has open.
    pub(crate) async fn events(
        &mut self,
        fd: &Resource<Descriptor>,
        blocking: Blocking,
    ) -> Result<Events, Failure> {
        let end = self.open_end(fd, OpenMode::empty())?;
        end.look_for_reader(&self.ctx.offload.within(blocking))
            .await?;
        Ok(end.events()?)
    }

    /// Reads from the end that `fd` has open what is there now.
    pub(crate) fn read_now(
        &self,
        fd: &Resource<Descriptor>,
        length: u32,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let end = self.open_end(fd, OpenMode::READ)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        Ok(Reader::new(end, Blocking::Forbidden).try_read(length)?)
    }

    /// Writes to the end that `fd` has open what there is room for now, and returns the number of
    /// bytes.
    pub(crate) async fn write_now(
        &mut self,
        fd: &Resource<Descriptor>,
        bytes: &[u8],
        blocking: Blocking,
    ) -> Result<Option<u32>, Failure> {
        let end = self.open_end(fd, OpenMode::WRITE)?;
        end.look_for_reader(&self.ctx.offload.within(blocking))
            .await?;
        let written = Writer::new(end, Blocking::Forbidden).try_write(bytes)?;
        // A list in a 32-bit memory has fewer than 2^32 bytes.
        Ok(written.map(|count| u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// Returns the end of a FIFO that `fd` has open. No system call is made.
    pub(crate) fn end_of(&self, fd: &Resource<Descriptor>) -> wasmtime::Result<Option<End>> {
        Ok(self.end(fd)?.map(|(_, end)| end))
    }

    fn end(&self, fd: &Resource<Descriptor>) -> wasmtime::Result<Option<(&filesystem::File, End)>> {
        Ok(match self.table.get(fd)? {
            Descriptor::File(file) => self.ctx.ends.get(&file.file).map(|end| (file, end)),
            Descriptor::Dir(_) => None,
        })
    }
}
