//! Reports of openings: one inotify instance for the process.

use super::end::{WeakEnd, lock};
use crate::sys::Errno;
use crate::sys::inotify::{self, Inotify};
use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use tokio::sync::Notify;

/// How many events are kept for watches that are being added.
const KEPT: usize = 4096;
/// How often a watch is added again that ended with that of another end.
const ATTEMPTS: usize = 16;

/// The inotify instance of the process, with a thread that hands its events on.
///
/// A user has 128 instances by default, whatever the number of processes, and tens of thousands of
/// watches. So every FIFO that waits for its other end has a watch in this one instance.
#[derive(Debug)]
pub(super) struct Openings {
    pub(super) inotify: Inotify,
    /// Not locked while a watch is added: that asks the file system, which may hang.
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    subscribers: HashMap<i32, Vec<Subscriber>>,
    /// How many watches are being added.
    adding: usize,
    /// The number of events so far.
    count: u64,
    /// The last event of each watch, for those that are being added.
    last: HashMap<i32, u64>,
    /// The last loss of events.
    lost: u64,
}

/// Who is told of the openings of a node.
#[derive(Clone, Debug)]
pub(super) struct Subscriber {
    end: Weak<WeakEnd>,
    changed: Weak<Notify>,
}

/// A watch on one node. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    openings: &'static Openings,
    number: i32,
    end: Weak<WeakEnd>,
}

/// A watch that is being added, for as long as this lives.
struct Adding {
    openings: &'static Openings,
    /// The number of events before it.
    since: u64,
}

impl Openings {
    /// Notes in `end` when somebody opens the node of `file`, and notifies `changed`.
    ///
    /// Returns `None` where inotify is not to be had. The other end is then found a little later.
    pub(super) fn watch(file: &File, end: &Arc<WeakEnd>, changed: &Arc<Notify>) -> Option<Watch> {
        let subscriber = Subscriber::new(end, changed);
        let openings = Self::of_process()?;
        let added = openings.add(&subscriber, || openings.inotify.watch_openings(file));
        added
            .inspect_err(|errno| tracing::debug!(%errno, "no inotify watch for a FIFO"))
            .ok()
    }

    /// Adds a watch by `add`, which returns the same number for a node that is watched.
    pub(super) fn add(
        &'static self,
        subscriber: &Subscriber,
        mut add: impl FnMut() -> Result<i32, Errno>,
    ) -> Result<Watch, Errno> {
        let adding = Adding::begin(self);
        for _ in 0..ATTEMPTS {
            let watch = adding.subscribe(add()?, subscriber);
            // The watch may have ended before the subscription, with that of another end of the
            // node. One that is there now stays.
            if add()? == watch.number {
                return Ok(watch);
            }
        }
        Err(Errno::AGAIN)
    }

    pub(super) fn of_process() -> Option<&'static Self> {
        static OPENINGS: OnceLock<Option<&'static Openings>> = OnceLock::new();
        *OPENINGS.get_or_init(|| {
            let openings = Inotify::new().map(|inotify| Self {
                inotify,
                table: Mutex::default(),
            });
            let openings: &'static Self = match openings {
                Ok(openings) => Box::leak(Box::new(openings)),
                Err(errno) => {
                    tracing::debug!(%errno, "no inotify instance for FIFOs");
                    return None;
                }
            };
            let thread = std::thread::Builder::new().name("wasi-mknod-inotify".into());
            let thread = thread.spawn(|| openings.run());
            thread
                .inspect_err(|error| tracing::debug!(%error, "no thread for inotify"))
                .ok()?;
            Some(openings)
        })
    }

    fn run(&self) {
        while let Ok(()) = self.inotify.wait() {
            if !self.hand_on(&mut lock(&self.table)) {
                break;
            }
        }
        tracing::warn!("inotify ends: readers of FIFOs are found by looking");
    }

    /// Returns when all events until now are handed on.
    #[cfg(test)]
    pub(super) fn settle(&self) {
        assert!(self.hand_on(&mut lock(&self.table)));
    }

    /// Hands the events on that there are, and returns whether there may be more later.
    fn hand_on(&self, table: &mut Table) -> bool {
        let events = match self.inotify.take() {
            Ok(events) => events,
            Err(errno) => {
                tracing::debug!(%errno, "cannot read from inotify");
                return false;
            }
        };
        events.into_iter().for_each(|number| table.note(number));
        true
    }
}

impl Table {
    fn note(&mut self, number: i32) {
        self.count += 1;
        if number == inotify::OVERFLOW {
            self.lost = self.count;
            let subscribers = self.subscribers.values().flatten();
            return subscribers.for_each(Subscriber::notify);
        }
        if self.adding > 0 && (self.last.len() < KEPT || self.last.contains_key(&number)) {
            self.last.insert(number, self.count);
        }
        let subscribers = self.subscribers.get(&number);
        subscribers
            .into_iter()
            .flatten()
            .for_each(Subscriber::notify);
    }
}

impl Adding {
    fn begin(openings: &'static Openings) -> Self {
        let mut table = lock(&openings.table);
        // What came before is for others.
        openings.hand_on(&mut table);
        table.adding += 1;
        Self {
            openings,
            since: table.count,
        }
    }

    /// Has `subscriber` told of the events of the watch `number`, also of those that came since the
    /// beginning.
    fn subscribe(&self, number: i32, subscriber: &Subscriber) -> Watch {
        let mut table = lock(&self.openings.table);
        self.openings.hand_on(&mut table);
        let last = table.last.get(&number).copied().unwrap_or(0);
        if last.max(table.lost) > self.since {
            subscriber.notify();
        }
        let subscribers = table.subscribers.entry(number).or_default();
        subscribers.push(subscriber.clone());
        Watch {
            openings: self.openings,
            number,
            end: Weak::clone(&subscriber.end),
        }
    }
}

impl Drop for Adding {
    fn drop(&mut self) {
        let mut table = lock(&self.openings.table);
        table.adding -= 1;
        if table.adding == 0 {
            table.last = HashMap::new();
        }
    }
}

impl Subscriber {
    pub(super) fn new(end: &Arc<WeakEnd>, changed: &Arc<Notify>) -> Self {
        Self {
            end: Arc::downgrade(end),
            changed: Arc::downgrade(changed),
        }
    }

    fn notify(&self) {
        if let (Some(end), Some(changed)) = (self.end.upgrade(), self.changed.upgrade()) {
            end.note_opening();
            changed.notify_one();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut table = lock(&self.openings.table);
        let Some(of_node) = table.subscribers.get_mut(&self.number) else {
            return;
        };
        of_node.retain(|subscriber| !subscriber.end.ptr_eq(&self.end));
        if of_node.is_empty() {
            table.subscribers.remove(&self.number);
            table.last.remove(&self.number);
            self.openings.inotify.remove(self.number);
        }
    }
}
