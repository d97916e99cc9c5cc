//! A file system that stops to answer after some questions.

use super::{Rescue, attributes, mount_with};
use crate::mounts::Mounted;
use fuser::{Errno, FileHandle, Filesystem, Generation, INodeNo, ReplyAttr, ReplyEntry, Request};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

const FIFO: INodeNo = INodeNo(2);

/// A mounted directory with a FIFO of the name `fifo`. The kernel asks for its attributes at each
/// check of permissions, is answered a given number of times, and then waits for the end of this.
#[derive(Debug)]
pub struct Stalling {
    mounted: Mounted,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    answers: usize,
    waiting: Vec<ReplyAttr>,
    released: bool,
}

impl Stalling {
    /// Mounts it. The attributes of the FIFO are told `answers` times.
    ///
    /// # Errors
    ///
    /// What the kernel says; it may have no FUSE.
    pub fn mount(answers: usize) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State {
            answers,
            waiting: Vec::new(),
            released: false,
        }));
        let root = Root(Arc::clone(&state));
        let mounted = mount_with(root, ",default_permissions")?;
        Ok(Self { mounted, state })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.mounted.path()
    }

    /// Whether a system call waits.
    pub fn has_stalled(&self) -> bool {
        !lock(&self.state).waiting.is_empty()
    }

    /// Lets all go on if the test does not end in time, so that it can fail.
    pub fn rescue(&self) -> Rescue {
        let state = Arc::clone(&self.state);
        Rescue::start(move || lock(&state).release())
    }
}

impl State {
    fn release(&mut self) {
        self.released = true;
        for reply in self.waiting.drain(..) {
            reply.error(Errno::EIO);
        }
    }
}

impl Drop for Stalling {
    fn drop(&mut self) {
        lock(&self.state).release();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no panic while it was locked")
}

struct Root(Arc<Mutex<State>>);

impl Filesystem for Root {
    fn getattr(&self, _: &Request, number: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        let mut state = lock(&self.0);
        if number == FIFO && !state.released {
            match state.answers.checked_sub(1) {
                Some(left) => state.answers = left,
                None => return state.waiting.push(reply),
            }
        }
        reply.attr(&Duration::ZERO, &attributes(number));
    }

    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        match name == "fifo" {
            true => reply.entry(&Duration::ZERO, &attributes(FIFO), Generation(0)),
            false => reply.error(Errno::ENOENT),
        }
    }
}
