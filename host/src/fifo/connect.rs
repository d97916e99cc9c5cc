//! The other end of a FIFO: whether it has come, and the wait for it.

use super::end::{End, Kind, lock};
use super::{reopen_both, reopen_writer};
use crate::sys::pipe::{self, Ready};
use crate::sys::{Errno, handle};
use std::fs::File;
use std::sync::atomic::Ordering;

impl End {
    /// Opens a FIFO for writing if it has a reader, and returns whether it is open.
    ///
    /// A reader that came and went since the last call counts: `open(2)` would have returned. The
    /// FIFO is then open without a reader, and a write fails with `EPIPE`.
    ///
    /// # Errors
    ///
    /// The error of `open(2)`.
    pub(crate) fn try_open(&self) -> Result<bool, Errno> {
        if self.is_open()? {
            return Ok(true);
        }
        let open = self.try_open_silently()?;
        if open {
            self.shared.connected.notify_waiters();
        }
        Ok(open)
    }

    /// Does so, and tells nobody of it.
    fn try_open_silently(&self) -> Result<bool, Errno> {
        if self.is_open()? {
            return Ok(true);
        }
        let _replacing = lock(&self.shared.replacing);
        if self.is_open()? {
            return Ok(true);
        }
        // Before the attempt: an opening after it sets the flag for the next call.
        let reader_came = self.shared.opened_by_other.swap(false, Ordering::AcqRel);
        let pipe = match (reopen_writer(self.file())?, reader_came) {
            (Some(pipe), _) => pipe,
            (None, false) => return Ok(false),
            (None, true) => match self.reopen_without_reader()? {
                Some(pipe) => pipe,
                None => return Ok(false),
            },
        };
        handle::replace(self.file(), &pipe)?;
        self.shared.open.store(true, Ordering::Release);
        Ok(true)
    }

    /// Opens a FIFO for writing that has no reader any more.
    ///
    /// For that moment the host is the reader. Returns `None` where its mode does not let the host
    /// read it.
    fn reopen_without_reader(&self) -> Result<Option<File>, Errno> {
        match reopen_both(self.file()) {
            Ok(_reader) => reopen_writer(self.file()),
            Err(Errno::ACCESS | Errno::PERM) => Ok(None),
            Err(errno) => Err(errno),
        }
    }

    /// Returns whether the other end has come since this one was opened, be it gone again. Those
    /// who wait for that are not told.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask.
    pub(crate) fn is_connected(&self) -> Result<bool, Errno> {
        if !self.try_open_silently()? {
            return Ok(false);
        }
        // Before the look: an opening after it sets the flag for the next call.
        self.shared.opened_by_other.store(false, Ordering::Release);
        self.has_met(pipe::ready(self.file())?)
    }

    /// Returns whether the other end of this open file has come since it was opened, be it gone
    /// again. `ready` is what holds now.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask.
    pub(super) fn has_met(&self, ready: Ready) -> Result<bool, Errno> {
        let met = self.shared.met.load(Ordering::Acquire)
            || self.kind() == Kind::Device
            || ready.read
            || ready.no_writer
            || handle::is_writable(self.file())?
            || pipe::has_writer(self.file())?
            // A writer that was there at the first look, and has gone since.
            || pipe::ready(self.file())?.no_writer;
        if met {
            self.shared.met.store(true, Ordering::Release);
        }
        Ok(met)
    }

    /// Waits until the other end has come.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask; if the host lacks what a wait takes.
    pub(crate) async fn connected(&self) -> Result<(), Errno> {
        loop {
            let mut notified = std::pin::pin!(self.shared.connected.notified());
            // Registers before the look, so that no notification is missed.
            notified.as_mut().enable();
            if self.rendezvous().is_connected(self).await? {
                self.shared.connected.notify_waiters();
                return Ok(());
            }
            self.rendezvous().add(self)?;
            notified.await;
        }
    }

    /// Waits until the file is open.
    ///
    /// # Errors
    ///
    /// The error of `fcntl(2)`; if the host lacks what a wait takes.
    pub(super) async fn opened(&self) -> Result<(), Errno> {
        while !self.is_open()? {
            let mut notified = std::pin::pin!(self.shared.connected.notified());
            notified.as_mut().enable();
            if self.is_open()? {
                break;
            }
            self.rendezvous().add(self)?;
            notified.await;
        }
        Ok(())
    }

    /// Returns whether the task of the store looked for the other end before this call.
    pub(super) fn begin_waiting(&self) -> bool {
        self.shared.waiting.swap(true, Ordering::AcqRel)
    }
}
