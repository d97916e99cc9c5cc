//! The ends of FIFOs that one store has open, and those that wait for their other end.

use super::end::{End, Kind, WeakEnd, lock};
use super::openings::{Openings, Watch};
use crate::sys::Errno;
use crate::wait::{Blocking, Offload, runtime};
use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use wasmtime_wasi::runtime::AbortOnDropJoinHandle;

/// The first pause between two looks for a reader. Each pause is twice the one before it.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// The longest pause. It is the longest time that a native reader waits inside `open(2)`.
const LAST_PAUSE: Duration = Duration::from_millis(50);
/// The pause for each end that waits, so that looks take about a tenth of a processor at most.
const PAUSE_FOR_EACH: Duration = Duration::from_micros(30);

/// The ends that a store has open, by the address of their file.
#[derive(Debug)]
pub(crate) struct Ends {
    by_file: HashMap<usize, WeakEnd>,
    limit: usize,
    /// The number of entries at which those of closed files are removed.
    prune_at: usize,
    rendezvous: Arc<Rendezvous>,
}

impl Ends {
    /// Returns an empty table for at most `limit` ends, in a store whose system calls run as
    /// `offload` says.
    pub(crate) fn new(limit: usize, offload: Offload) -> Self {
        Self {
            by_file: HashMap::new(),
            limit,
            prune_at: 0,
            rendezvous: Arc::new(Rendezvous::new(offload)),
        }
    }

    /// Takes in `file`, which comes from [`open`](super::open).
    ///
    /// # Errors
    ///
    /// `NOMEM` if the store has as many ends open as it may; if the host lacks what a wait takes.
    pub(crate) fn add(&mut self, file: Arc<File>, kind: Kind) -> Result<End, Errno> {
        if self.is_full() {
            return Err(Errno::NOMEM);
        }
        if self.by_file.len() >= self.prune_at {
            self.prune();
        }
        let end = End::new(file, kind, Arc::clone(&self.rendezvous));
        // An entry keeps the address of its file from being given to another one.
        self.by_file.insert(address(end.file()), end.downgrade());
        if !end.is_open()? {
            self.rendezvous.add(&end)?;
        }
        Ok(end)
    }

    /// Returns the end whose file is `file`.
    pub(crate) fn get(&self, file: &File) -> Option<End> {
        self.by_file.get(&address(file))?.upgrade()
    }

    /// Returns whether the store has as many ends open as it may.
    pub(crate) fn is_full(&mut self) -> bool {
        if self.by_file.len() >= self.limit {
            self.prune();
        }
        self.by_file.len() >= self.limit
    }

    fn prune(&mut self) {
        self.by_file.retain(|_, end| !end.is_closed());
        self.prune_at = 16.max(self.by_file.len() * 2);
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.rendezvous.stop();
    }
}

fn address(file: &File) -> usize {
    std::ptr::from_ref(file).addr()
}

/// The ends of a store that wait for their other end, and the task that looks for it.
///
/// Inotify tells of a reader that opens the FIFO without waiting. The kernel tells nothing of a
/// reader that waits inside `open(2)`: its opening is reported when it has succeeded. So one task
/// for each store looks at all its waiting ends now and then. The alternative, to hold the FIFO
/// open for both until a reader's opening succeeds, lets native writers through that ought to wait
/// for that reader, and loses their bytes if it never comes.
#[derive(Debug)]
pub(super) struct Rendezvous {
    offload: Offload,
    state: Mutex<State>,
    /// Notified when an end was added or opened by somebody.
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<Waiting>,
    /// Whether the task runs that looks at `waiting`.
    looking: bool,
    looker: Option<AbortOnDropJoinHandle<()>>,
    /// The tasks that write remainders, at most one for each open end.
    #[cfg(any(feature = "p2", test))]
    flushers: Vec<AbortOnDropJoinHandle<()>>,
}

#[derive(Debug)]
struct Waiting {
    end: Arc<WeakEnd>,
    /// `None` before the first look, and where inotify has no room. It is held for its drop.
    watch: Option<Watch>,
    watched: bool,
    /// Whether inotify tells all that there is to tell: each opening of a writer is reported to a
    /// reader.
    told: bool,
}

impl Rendezvous {
    fn new(offload: Offload) -> Self {
        Self {
            offload,
            state: Mutex::default(),
            changed: Arc::default(),
        }
    }

    /// Has the task look for the other end of `end` until it has come or `end` is closed.
    ///
    /// # Errors
    ///
    /// If the host lacks what the task takes, here and below.
    pub(super) fn add(self: &Arc<Self>, end: &End) -> Result<(), Errno> {
        if !end.begin_waiting() {
            lock(&self.state).waiting.push(Waiting {
                end: Arc::new(end.downgrade()),
                watch: None,
                watched: false,
                told: false,
            });
        }
        let mut state = lock(&self.state);
        if state.looking {
            self.changed.notify_one();
        } else {
            state.looker = Some(runtime::spawn(Arc::clone(self).look())?);
            state.looking = true;
        }
        Ok(())
    }

    /// Runs `task`, which writes a remainder, for as long as the store is there.
    #[cfg(any(feature = "p2", test))]
    pub(super) fn flush(
        &self,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Errno> {
        let mut state = lock(&self.state);
        state.flushers.retain(|task| !task.is_finished());
        state.flushers.push(runtime::spawn(task)?);
        Ok(())
    }

    /// Returns [`End::is_connected`], without blocking the thread where that is forbidden.
    pub(super) async fn is_connected(&self, end: &End) -> Result<bool, Errno> {
        let end = end.downgrade();
        let look = move || end.look(End::is_connected);
        Ok(self.offload.run(look).await.transpose()? == Some(true))
    }

    fn stop(&self) {
        *lock(&self.state) = State::default();
    }

    async fn look(self: Arc<Self>) {
        // Not on this thread, which is that of all stores: a file system may hang.
        let offload = Offload::new(Blocking::Forbidden, 1);
        let mut pause = FIRST_PAUSE;
        let mut due = Instant::now();
        let mut all = true;
        loop {
            let waiting = std::mem::take(&mut lock(&self.state).waiting);
            let changed = Arc::clone(&self.changed);
            let look = move || look_at(waiting, all, &changed);
            let waiting = offload.run(look).await;
            let count = waiting.iter().filter(|waiting| !waiting.told).count();
            if self.put_back(waiting) {
                return;
            }
            let share = PAUSE_FOR_EACH.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
            let next = Instant::now() + pause.max(share);
            // A look at the ends that changed does not put off the look at all of them.
            due = if all { next } else { due.min(next) };
            all = tokio::select! {
                () = self.changed.notified() => false,
                () = sleep_until(due), if count > 0 => true,
            };
            pause = match all {
                true => LAST_PAUSE.min(pause * 2),
                false => FIRST_PAUSE,
            };
        }
    }

    /// Takes back the ends that still wait, and returns whether there are none and the task ends.
    fn put_back(&self, waiting: Vec<Waiting>) -> bool {
        let mut state = lock(&self.state);
        state.waiting.extend(waiting);
        state.looking = !state.waiting.is_empty();
        !state.looking
    }
}

/// Looks at `waiting` once, and returns those that still wait: at `all`, or at those that are new
/// or were opened by somebody.
fn look_at(mut waiting: Vec<Waiting>, all: bool, changed: &Arc<Notify>) -> Vec<Waiting> {
    waiting.retain_mut(|waiting| {
        let weak = Arc::clone(&waiting.end);
        match weak.look(|end| waiting.is_connected(end, all, changed)) {
            Some(Ok(false)) => true,
            // The stream that waits asks again, and tells the guest of the error.
            Some(Ok(true) | Err(_)) => {
                // After the look: who is told may close the file.
                weak.end_waiting();
                false
            }
            None => false,
        }
    });
    waiting
}

impl Waiting {
    /// Looks whether the other end of `end` has come, if that is due.
    fn is_connected(&mut self, end: &End, all: bool, changed: &Arc<Notify>) -> Result<bool, Errno> {
        let is_new = !self.watched;
        if is_new {
            // Before the look: an opening after it is reported.
            self.watched = true;
            self.watch = Openings::watch(end.file(), &self.end, changed);
            self.told = self.watch.is_some() && end.is_open() == Ok(true);
        }
        let is_due = all && !self.told;
        if is_due || is_new || self.end.was_opened() {
            return end.is_connected();
        }
        Ok(false)
    }
}
