//! Waiting, without a thread and without spinning for longer than an instant.
//!
//! Every wait registers with the runtime in which it takes place, and leaves nothing behind: a stream may be waited
//! for in one runtime today and in another tomorrow.

use super::try_open_writer;
use crate::sys::{Errno, handle, inotify, pipe as sys, registration};
use crate::wait::spin::Waiting;
use std::fs::File;
use std::future::Future;
use std::io;
use std::os::fd::OwnedFd;
use std::pin::pin;
use std::sync::Weak;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio::io::Interest;
use tokio::time::Sleep;
use wasmtime_wasi::runtime::with_ambient_tokio_runtime;

/// The first pause between two looks for a reader. Each pause is twice the one before it.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// The longest pause. It is how late a writer may find a reader that has waited for it.
const LAST_PAUSE: Duration = Duration::from_millis(100);

/// Waits until `pipe` has bytes to read, or has lost its last writer.
pub(super) async fn until_readable(pipe: &File, waiting: Waiting) -> Result<(), Errno> {
    let is_ready = |limit| {
        let ready = sys::readable_within(pipe, limit)?;
        Ok(ready.read || ready.no_writer || ready.no_reader)
    };
    until_ready(pipe, waiting, Interest::READABLE, is_ready).await
}

/// Waits until `pipe` has room to write, or has lost its last reader.
pub(super) async fn until_writable(pipe: &File, waiting: Waiting) -> Result<(), Errno> {
    let is_ready = |limit| {
        let ready = sys::writable_within(pipe, limit)?;
        Ok(ready.write || ready.no_reader)
    };
    until_ready(pipe, waiting, Interest::WRITABLE, is_ready).await
}

async fn until_ready(
    pipe: &File,
    waiting: Waiting,
    interest: Interest,
    is_ready: impl Fn(Duration) -> Result<bool, Errno>,
) -> Result<(), Errno> {
    while !waiting.a_moment(&is_ready).await? {
        changed(registration::duplicate(pipe)?, interest).await?;
        waiting.was_woken();
    }
    Ok(())
}

/// Waits until the FIFO to which `handle` is a handle has a reader, and opens it for writing.
///
/// A reader that does not wait for a writer shows at once, by inotify. One that waits inside `open(2)` shows nowhere:
/// the kernel reports an opening when it has succeeded. So there is no way but to look for it now and then.
pub(super) async fn for_reader(handle: &File) -> Result<File, Errno> {
    until_opened(handle, || try_open_writer(handle)).await
}

/// Does what [`for_reader`] does, puts the open pipe in the place of the handle, and ends as well when somebody else has
/// done that or nobody has the handle any more.
pub(super) async fn for_reader_of(handle: &Weak<File>) -> Result<(), Errno> {
    let Some(watch) = handle.upgrade().map(|handle| Watch::new(&handle)) else {
        return Ok(());
    };
    let look = || {
        let Some(handle) = handle.upgrade() else {
            return Ok(Some(()));
        };
        if !handle::is_handle(&handle)? {
            return Ok(Some(()));
        }
        match try_open_writer(&handle)? {
            Some(opened) => handle::replace(&handle, &opened).map(Some),
            None => Ok(None),
        }
    };
    until(watch, look).await
}

/// Waits until `pipe`, which is open for reading, has a writer, or had one since it was opened.
#[cfg(feature = "p3")]
pub(super) async fn for_writer(pipe: &File) -> Result<(), Errno> {
    let has_come = || {
        let ready = sys::ready(pipe)?;
        let come = ready.read || ready.no_writer || sys::has_writer(pipe)?;
        Ok(come.then_some(()))
    };
    until_opened(pipe, has_come).await
}

/// Looks for something until it is there: whenever somebody opens the node of `file`, and now and then.
async fn until_opened<R>(
    file: &File,
    look: impl Fn() -> Result<Option<R>, Errno>,
) -> Result<R, Errno> {
    until(Watch::new(file), look).await
}

/// Looks for something until it is there: whenever `watch` tells of an opening, and now and then.
async fn until<R>(
    watch: Option<Watch>,
    look: impl Fn() -> Result<Option<R>, Errno>,
) -> Result<R, Errno> {
    let looker = Looker::new();
    let mut pause = FIRST_PAUSE;
    loop {
        if let Some(watch) = &watch {
            // Before the look: what happens after it must still be there to be told.
            inotify::drain_watch(&watch.inotify)?;
        }
        if let Some(found) = look()? {
            return Ok(found);
        }
        let sleep = pause.max(looker.pause());
        let sleep = with_ambient_tokio_runtime(|| tokio::time::sleep(sleep));
        match &watch {
            Some(watch) => watch.opened_or(sleep).await?,
            None => sleep.await,
        }
        pause = LAST_PAUSE.min(pause * 2);
    }
}

/// Waits until the runtime reports something of `fd`.
async fn changed(fd: OwnedFd, interest: Interest) -> Result<(), Errno> {
    let fd = with_ambient_tokio_runtime(|| registration::register(fd, interest));
    let fd = fd.map_err(|error| errno_of(&error))?;
    let result = fd.ready(interest).await;
    result.map(drop).map_err(|error| errno_of(&error))
}

fn errno_of(error: &io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or_else(|| {
        tracing::warn!(%error, "the runtime cannot wait for a pipe");
        Errno::IO
    })
}

/// Tells when a FIFO is opened.
struct Watch {
    inotify: OwnedFd,
    _place: Place,
}

impl Watch {
    /// Returns `None` where there is no inotify to be had: readers are then found a little later.
    fn new(handle: &File) -> Option<Self> {
        let place = Place::take()?;
        match inotify::watch_openings(handle) {
            Ok(inotify) => Some(Self {
                inotify,
                _place: place,
            }),
            Err(errno) => {
                tracing::debug!(%errno, "no inotify to wait for the reader of a FIFO");
                None
            }
        }
    }

    async fn opened_or(&self, sleep: Sleep) -> Result<(), Errno> {
        let copy = self.inotify.try_clone().map_err(|error| errno_of(&error))?;
        let mut opened = pin!(changed(copy, Interest::READABLE));
        let mut sleep = pin!(sleep);
        std::future::poll_fn(|context| match opened.as_mut().poll(context) {
            Poll::Pending => sleep.as_mut().poll(context).map(Ok),
            ready => ready,
        })
        .await
    }
}

/// One who looks now and then. However many a guest makes wait, all of them together look at most so often.
struct Looker;

static LOOKERS: AtomicU32 = AtomicU32::new(0);

/// The pause that each looker adds to those of all others.
const PAUSE_FOR_EACH: Duration = Duration::from_micros(200);

impl Looker {
    fn new() -> Self {
        LOOKERS.fetch_add(1, Ordering::Relaxed);
        Self
    }

    fn pause(&self) -> Duration {
        PAUSE_FOR_EACH.saturating_mul(LOOKERS.load(Ordering::Relaxed))
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        LOOKERS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A place among those who may have an inotify instance. A user has few of them, 128 by default, and other programs
/// need some, too.
struct Place;

static PLACES: AtomicUsize = AtomicUsize::new(32);

impl Place {
    fn take() -> Option<Self> {
        PLACES
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |places| {
                places.checked_sub(1)
            })
            .ok()
            .map(|_| Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        PLACES.fetch_add(1, Ordering::Relaxed);
    }
}
