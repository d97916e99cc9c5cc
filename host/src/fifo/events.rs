//! The events of an end, as `poll(2)` has them, and the wait for them.

use super::end::{End, Kind};
use crate::sys::{Errno, pipe};
use crate::wait::{Blocking, Offload};
use std::future::pending;

bitflags::bitflags! {
    /// What holds for an end, in the order of the WIT.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Events: u8 {
        /// `POLLIN`.
        const READABLE = 1 << 0;
        /// `POLLOUT`.
        const WRITABLE = 1 << 1;
        /// `POLLHUP`.
        const HANG_UP = 1 << 2;
        /// `POLLERR`.
        const ERROR = 1 << 3;
        /// The other end has come, be it gone again.
        const CONNECTED = 1 << 4;
    }
}

impl End {
    /// Opens a FIFO for writing if it has a reader by now, where `offload` says.
    ///
    /// # Errors
    ///
    /// The error of `open(2)`.
    pub(crate) async fn look_for_reader(&self, offload: &Offload) -> Result<(), Errno> {
        if !self.is_open()? {
            let end = self.downgrade();
            let look = move || end.look(End::try_open);
            offload.run(look).await.transpose()?;
        }
        Ok(())
    }

    /// Returns what holds now: nothing for a FIFO that waits for its reader.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask, or of a wait before.
    pub(crate) fn events(&self) -> Result<Events, Errno> {
        self.take_failure()?;
        if !self.is_open()? {
            return Ok(Events::empty());
        }
        let ready = pipe::ready(self.file())?;
        let mut events = Events::empty();
        events.set(Events::READABLE, ready.read);
        events.set(Events::WRITABLE, ready.write);
        events.set(Events::HANG_UP, ready.no_writer);
        events.set(Events::ERROR, ready.no_reader);
        let met = self.has_met(ready)?;
        if met {
            self.shared.connected.notify_waiters();
        }
        events.set(Events::CONNECTED, met);
        Ok(events)
    }

    /// Waits until one of `events` holds, or one of those that `poll(2)` reports in any case: the
    /// other side has gone. Without events it waits forever.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait.
    pub(crate) async fn wait_for(&self, events: Events, blocking: Blocking) -> Result<(), Errno> {
        if events.is_empty() {
            return pending().await;
        }
        if events.contains(Events::CONNECTED) {
            // Any other event is one of an end that is connected.
            let met = self.is_open()? && self.has_met(pipe::ready(self.file())?)?;
            return match met {
                true => Ok(()),
                false => self.connected().await,
            };
        }
        if self.kind() == Kind::Fifo && !self.is_open()? {
            self.opened().await?;
        }
        let read = events.contains(Events::READABLE);
        let write = events.contains(Events::WRITABLE);
        self.until_ready(read, write, blocking).await
    }
}
