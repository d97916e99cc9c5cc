//! One end of a FIFO: an open file description, and what all of its streams share.

use super::look::Looks;
use super::ready::Registration;
use super::store::Rendezvous;
use crate::sys::{Errno, handle};
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a close waits for a look for the other end. A look takes some tens of microseconds of a
/// processor, unless the file system hangs.
const MAX_WAIT_TO_CLOSE: Duration = Duration::from_millis(250);

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
/// the description closes with the descriptor and the last of its streams. The drop of the last
/// clone closes it at once, also while another thread looks for the other end.
#[derive(Clone, Debug)]
pub(crate) struct End {
    /// `None` while it is dropped.
    file: Option<Arc<File>>,
    pub(super) shared: Arc<Shared>,
}

/// An [`End`] that does not keep the file open.
#[derive(Debug)]
pub(super) struct WeakEnd {
    file: Weak<File>,
    shared: Arc<Shared>,
}

/// The state of an open file description that the kernel does not keep.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) kind: Kind,
    /// Set once `file` is known to be open, and not only a handle to a FIFO without a reader.
    pub(super) open: AtomicBool,
    /// Set once the other end is known to have come.
    pub(super) met: AtomicBool,
    /// Set by inotify when the FIFO was opened by somebody since the last look for a reader.
    pub(super) opened_by_other: AtomicBool,
    /// Whether the task of the store looks for the other end.
    pub(super) waiting: AtomicBool,
    /// A look by another thread than that of the guest neither keeps a file open that the guest has
    /// closed, nor opens it again.
    looks: Looks,
    /// Held while the handle is replaced by the open pipe.
    pub(super) replacing: Mutex<()>,
    pub(super) remainder: Mutex<Remainder>,
    /// Notified when the other end has come.
    pub(super) connected: Notify,
    /// Why a wait for events failed, until somebody asks for them.
    pub(super) failure: Mutex<Option<Errno>>,
    pub(super) registration: Mutex<Weak<Registration>>,
    pub(super) rendezvous: Arc<Rendezvous>,
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
            file: Some(file),
            shared: Arc::new(Shared {
                kind,
                open: AtomicBool::new(false),
                met: AtomicBool::new(false),
                opened_by_other: AtomicBool::new(false),
                waiting: AtomicBool::new(false),
                looks: Looks::default(),
                replacing: Mutex::default(),
                remainder: Mutex::default(),
                connected: Notify::new(),
                failure: Mutex::default(),
                registration: Mutex::default(),
                rendezvous,
            }),
        }
    }

    pub(super) fn downgrade(&self) -> WeakEnd {
        WeakEnd {
            file: Arc::downgrade(self.arc()),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Returns the open pipe, or the handle to a FIFO that has no reader yet.
    pub(crate) fn file(&self) -> &File {
        self.arc()
    }

    fn arc(&self) -> &Arc<File> {
        match &self.file {
            Some(file) => file,
            None => unreachable!("an end has its file until it is dropped"),
        }
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

    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "FIFOs in use are Linux's")
    )]
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
        let open = !handle::is_handle(self.file())?;
        self.shared.open.store(open, Ordering::Release);
        Ok(open)
    }

    /// Notes why a wait for events failed.
    #[cfg(any(feature = "p2", test))]
    pub(crate) fn note_failure(&self, errno: Errno) {
        *lock(&self.shared.failure) = Some(errno);
    }

    /// Returns the noted failure of a wait, once.
    pub(super) fn take_failure(&self) -> Result<(), Errno> {
        match lock(&self.shared.failure).take() {
            None => Ok(()),
            Some(errno) => Err(errno),
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let Some(file) = &self.file else {
            // At the end of a look.
            return;
        };
        // With others who have the end, besides a look, this drop closes nothing.
        let limit = match Arc::strong_count(file) {
            ..=2 => MAX_WAIT_TO_CLOSE,
            _ => Duration::ZERO,
        };
        let _no_look = self.shared.looks.hold_off(limit);
        self.file = None;
    }
}

impl WeakEnd {
    pub(super) fn upgrade(&self) -> Option<End> {
        Some(End {
            file: Some(self.file.upgrade()?),
            shared: Arc::clone(&self.shared),
        })
    }

    /// Runs `look` with the end, which is not closed meanwhile. Returns `None` if the end is closed
    /// or nobody else has it.
    pub(super) fn look<R>(&self, look: impl FnOnce(&End) -> R) -> Option<R> {
        let under_way = self.shared.looks.begin();
        let mut end = self.upgrade()?;
        let has_others = Arc::strong_count(end.arc()) > 1;
        let result = has_others.then(|| look(&end));
        // Before the end of the look, and so not by the drop.
        end.file = None;
        drop(under_way);
        result
    }

    pub(super) fn is_closed(&self) -> bool {
        self.file.strong_count() == 0
    }

    /// Notes that the task of the store no longer looks for the other end, and has those who wait
    /// look for themselves.
    pub(super) fn end_waiting(&self) {
        self.shared.waiting.store(false, Ordering::Release);
        self.shared.connected.notify_waiters();
    }

    /// Notes that the FIFO was opened by somebody.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "FIFOs in use are Linux's")
    )]
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
