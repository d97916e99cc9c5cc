//! Reports of openings: one inotify instance for the process.

use super::end::{WeakEnd, lock};
use crate::sys::inotify::{self, Inotify};
use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use tokio::sync::Notify;

/// The inotify instance of the process, with a thread that hands its events on.
///
/// A user has 128 instances by default, whatever the number of processes, and tens of thousands of
/// watches. So every FIFO that waits for its other end has a watch in this one instance.
#[derive(Debug)]
pub(super) struct Openings {
    inotify: Inotify,
    subscribers: Mutex<HashMap<i32, Vec<Subscriber>>>,
}

#[derive(Debug)]
struct Subscriber {
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

impl Openings {
    /// Notes in `end` when somebody opens the node of `file`, and notifies `changed`.
    ///
    /// Returns `None` where inotify is not to be had. The other end is then found a little later.
    pub(super) fn watch(file: &File, end: &Arc<WeakEnd>, changed: &Arc<Notify>) -> Option<Watch> {
        let openings = Self::of_process()?;
        let end = Arc::downgrade(end);
        // Held while the watch is added: an event waits for its subscriber. Events before that are
        // handed on first: a node that is watched already has the same number.
        let mut subscribers = lock(&openings.subscribers);
        openings.hand_on(&subscribers);
        let number = match openings.inotify.watch_openings(file) {
            Ok(number) => number,
            Err(errno) => {
                tracing::debug!(%errno, "no inotify watch for a FIFO");
                return None;
            }
        };
        subscribers.entry(number).or_default().push(Subscriber {
            end: Weak::clone(&end),
            changed: Arc::downgrade(changed),
        });
        Some(Watch {
            openings,
            number,
            end,
        })
    }

    fn of_process() -> Option<&'static Self> {
        static OPENINGS: OnceLock<Option<&'static Openings>> = OnceLock::new();
        *OPENINGS.get_or_init(|| {
            let openings = Inotify::new().map(|inotify| Self {
                inotify,
                subscribers: Mutex::default(),
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
            if !self.hand_on(&lock(&self.subscribers)) {
                break;
            }
        }
        tracing::warn!("inotify ends: readers of FIFOs are found by looking");
    }

    /// Hands the events on that there are, and returns whether there may be more later.
    fn hand_on(&self, subscribers: &HashMap<i32, Vec<Subscriber>>) -> bool {
        let events = match self.inotify.take() {
            Ok(events) => events,
            Err(errno) => {
                tracing::debug!(%errno, "cannot read from inotify");
                return false;
            }
        };
        for number in events {
            if number == inotify::OVERFLOW {
                subscribers.values().flatten().for_each(Subscriber::notify);
            } else if let Some(subscribers) = subscribers.get(&number) {
                subscribers.iter().for_each(Subscriber::notify);
            }
        }
        true
    }
}

impl Subscriber {
    fn notify(&self) {
        if let (Some(end), Some(changed)) = (self.end.upgrade(), self.changed.upgrade()) {
            end.note_opening();
            changed.notify_one();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut subscribers = lock(&self.openings.subscribers);
        let Some(of_node) = subscribers.get_mut(&self.number) else {
            return;
        };
        of_node.retain(|subscriber| !subscriber.end.ptr_eq(&self.end));
        if of_node.is_empty() {
            subscribers.remove(&self.number);
            self.openings.inotify.remove(self.number);
        }
    }
}
