//! Openings while a watch is being added or ends.

use super::Fifo;
use crate::fifo::End;
use crate::fifo::end::WeakEnd;
use crate::fifo::openings::{Openings, Subscriber, Watch};
use std::fs::File;
use std::sync::Arc;
use tokio::sync::Notify;

/// An end that is told of openings of its FIFO. It is a reader: for a writer the task of the store
/// has a watch of its own.
struct Watching {
    end: End,
    weak: Arc<WeakEnd>,
    changed: Arc<Notify>,
}

impl Watching {
    fn new(fifo: &Fifo) -> Self {
        let end = fifo.open(true, false);
        let weak = Arc::new(end.downgrade());
        Self {
            end,
            weak,
            changed: Arc::default(),
        }
    }

    /// Watches the FIFO. `then` is called after each addition, before it is known here.
    fn watch(&self, mut then: impl FnMut()) -> Watch {
        let openings = Openings::of_process().unwrap();
        let subscriber = Subscriber::new(&self.weak, &self.changed);
        let add = || {
            let number = openings.inotify.watch_openings(self.end.file());
            then();
            number
        };
        openings.add(&subscriber, add).unwrap()
    }

    fn was_told(&self) -> bool {
        Openings::of_process().unwrap().settle();
        self.weak.was_opened()
    }
}

/// Opens and closes the FIFO as others do.
fn open(fifo: &Fifo) {
    let file = File::options().read(true).write(true).open(fifo.path());
    drop(file.unwrap());
}

#[test]
fn an_opening_is_told_when_the_watch_is_hardly_there() {
    let fifo = Fifo::new();
    let watching = Watching::new(&fifo);
    let mut opened = false;
    let _watch = watching.watch(|| {
        if !opened {
            open(&fifo);
            // It is for nobody that is known yet.
            Openings::of_process().unwrap().settle();
        }
        opened = true;
    });
    assert!(watching.was_told());
}

#[test]
fn an_opening_before_the_watch_is_told_to_others_only() {
    let fifo = Fifo::new();
    let (before, after) = (Watching::new(&fifo), Watching::new(&fifo));
    let _first = before.watch(|| {});
    open(&fifo);
    let _second = after.watch(|| {});
    assert!(before.was_told());
    assert!(!after.was_told());
    open(&fifo);
    assert!(after.was_told());
}

#[test]
fn a_watch_does_not_end_with_another_one_of_the_node() {
    let fifo = Fifo::new();
    let (first, second) = (Watching::new(&fifo), Watching::new(&fifo));
    let mut ends = Some(first.watch(|| {}));
    // The kernel has one watch for both, which ends with the first one.
    let watch = second.watch(|| drop(ends.take()));
    open(&fifo);
    assert!(second.was_told());
    drop(watch);
    assert!(!first.was_told());
}
