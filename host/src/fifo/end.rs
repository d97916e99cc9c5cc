//! One end of a FIFO: an open file description, and what all of its streams share.

use super::ready::Registration;
use super::store::Rendezvous;
use super::{reopen_both, reopen_writer};
use crate::sys::{Errno, handle, pipe};
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::Notify;

/// The types of node that streams read with `read(2)` and write with `write(2)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A FIFO.
    Fifo,
    /// A character device that cannot seek, such as a terminal.
    Device,
}

/// An end of a FIFO, or an open character device that cannot seek.
///
/// Clones refer to the same open file description. The file is that of the guest's descriptor, so
/// the description closes with the descriptor and the last of its streams.
#[derive(Clone, Debug)]
pub(crate) struct End {
    file: Arc<File>,
    shared: Arc<Shared>,
}

/// An [`End`] that does not keep the file open.
#[derive(Debug)]
pub(super) struct WeakEnd {
    file: Weak<File>,
    shared: Arc<Shared>,
}

/// The state of an open file description that the kernel does not keep.
#[derive(Debug)]
struct Shared {
    kind: Kind,
    /// Set once `file` is known to be open, and not only a handle to a FIFO without a reader.
    open: AtomicBool,
    /// Set by inotify when the FIFO was opened by somebody since the last look for a reader.
    opened_by_other: AtomicBool,
    /// Whether the task of the store looks for the other end.
    waiting: AtomicBool,
    /// Held while the handle is replaced by the open pipe.
    replacing: Mutex<()>,
    remainder: Mutex<Remainder>,
    /// Notified when the other end has come.
    connected: Notify,
    registration: Mutex<Weak<Registration>>,
    rendezvous: Arc<Rendezvous>,
}

/// The part of one accepted write that did not fit into the pipe.
///
/// `check-write` permits what fits, so a remainder is left only where another writer took the room
/// in between. It is bounded by one write for each open file description.
#[derive(Debug, Default)]
pub(super) struct Remainder {
    pub(super) bytes: Vec<u8>,
    /// Why the bytes could not be written, until a stream is told.
    pub(super) failed: Option<Errno>,
}

impl End {
    pub(super) fn new(file: Arc<File>, kind: Kind, rendezvous: Arc<Rendezvous>) -> Self {
        Self {
            file,
            shared: Arc::new(Shared {
                kind,
                open: AtomicBool::new(false),
                opened_by_other: AtomicBool::new(false),
                waiting: AtomicBool::new(false),
                replacing: Mutex::default(),
                remainder: Mutex::default(),
                connected: Notify::new(),
                registration: Mutex::default(),
                rendezvous,
            }),
        }
    }

    pub(super) fn downgrade(&self) -> WeakEnd {
        WeakEnd {
            file: Arc::downgrade(&self.file),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Returns the open pipe, or the handle to a FIFO that has no reader yet.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Returns whether nobody else has this end.
    pub(super) fn is_abandoned(&self) -> bool {
        Arc::strong_count(&self.file) == 1
    }

    /// Returns whether this is a FIFO or a character device.
    pub(crate) fn kind(&self) -> Kind {
        self.shared.kind
    }

    pub(super) fn rendezvous(&self) -> &Arc<Rendezvous> {
        &self.shared.rendezvous
    }

    pub(super) fn remainder(&self) -> MutexGuard<'_, Remainder> {
        lock(&self.shared.remainder)
    }

    pub(super) fn registration(&self) -> MutexGuard<'_, Weak<Registration>> {
        lock(&self.shared.registration)
    }

    /// Returns whether the file is open: always, but for a writer whose reader has not come.
    ///
    /// # Errors
    ///
    /// The error of `fcntl(2)`.
    pub(crate) fn is_open(&self) -> Result<bool, Errno> {
        if self.shared.open.load(Ordering::Acquire) {
            return Ok(true);
        }
        let open = !handle::is_handle(&self.file)?;
        self.shared.open.store(open, Ordering::Release);
        Ok(open)
    }

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
        let _replacing = lock(&self.shared.replacing);
        if self.is_open()? {
            return Ok(true);
        }
        // Before the attempt: an opening after it sets the flag for the next call.
        let reader_came = self.shared.opened_by_other.swap(false, Ordering::AcqRel);
        let pipe = match (reopen_writer(&self.file)?, reader_came) {
            (Some(pipe), _) => pipe,
            (None, false) => return Ok(false),
            (None, true) => match self.reopen_without_reader()? {
                Some(pipe) => pipe,
                None => return Ok(false),
            },
        };
        handle::replace(&self.file, &pipe)?;
        self.shared.open.store(true, Ordering::Release);
        Ok(true)
    }

    /// Opens a FIFO for writing that has no reader any more.
    ///
    /// For that moment the host is the reader. Returns `None` where its mode does not let the host
    /// read it.
    fn reopen_without_reader(&self) -> Result<Option<File>, Errno> {
        match reopen_both(&self.file) {
            Ok(_reader) => reopen_writer(&self.file),
            Err(Errno::ACCESS | Errno::PERM) => Ok(None),
            Err(errno) => Err(errno),
        }
    }

    /// Returns whether the other end has come since this one was opened, be it gone again.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask.
    pub(crate) fn is_connected(&self) -> Result<bool, Errno> {
        if !self.try_open()? {
            return Ok(false);
        }
        // Before the look: an opening after it sets the flag for the next call.
        self.shared.opened_by_other.store(false, Ordering::Release);
        if self.kind() == Kind::Device || handle::is_writable(&self.file)? {
            return Ok(true);
        }
        let ready = pipe::ready(&self.file)?;
        Ok(ready.read || ready.no_writer || pipe::has_writer(&self.file)?)
    }

    /// Waits until the other end has come.
    ///
    /// # Errors
    ///
    /// The error of the system calls that ask; if the host lacks what a wait takes.
    #[cfg(feature = "p3")]
    pub(crate) async fn connected(&self) -> Result<(), Errno> {
        loop {
            let mut notified = std::pin::pin!(self.shared.connected.notified());
            // Registers before the look, so that no notification is missed.
            notified.as_mut().enable();
            if self.rendezvous().is_connected(self).await? {
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

    /// Notes that the task no longer looks, and has those who wait look for themselves.
    pub(super) fn end_waiting(&self) {
        self.shared.waiting.store(false, Ordering::Release);
        self.shared.connected.notify_waiters();
    }
}

impl WeakEnd {
    pub(super) fn upgrade(&self) -> Option<End> {
        Some(End {
            file: self.file.upgrade()?,
            shared: Arc::clone(&self.shared),
        })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.file.strong_count() == 0
    }

    /// Notes that the FIFO was opened by somebody.
    pub(super) fn note_opening(&self) {
        self.shared.opened_by_other.store(true, Ordering::Release);
    }

    /// Returns whether an opening was noted that no look for the other end has seen.
    pub(super) fn was_opened(&self) -> bool {
        self.shared.opened_by_other.load(Ordering::Acquire)
    }
}

/// Locks state that is consistent at each moment, so that a panic elsewhere does no harm.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
