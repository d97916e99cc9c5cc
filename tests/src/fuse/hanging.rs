//! A file system that hangs until it is let go.

use super::{Rescue, attributes, mount};
use crate::mounts::Mounted;
use fuser::{
    Errno, FileHandle, Filesystem, Generation, INodeNo, InitFlags, KernelConfig, ReplyAttr,
    ReplyEntry, Request,
};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// A mounted directory, in which the look-up of a name that begins with `hang` waits to be
/// [released](Self::release). Nothing is found in it, and FIFOs can be made.
#[derive(Debug)]
pub struct Hanging {
    mounted: Mounted,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<ReplyEntry>,
    made: Vec<String>,
    released: bool,
}

impl State {
    fn release(&mut self) {
        self.released = true;
        for reply in self.waiting.drain(..) {
            reply.error(Errno::ENOENT);
        }
    }
}

impl Hanging {
    /// Mounts it.
    ///
    /// # Errors
    ///
    /// What the kernel says; it may have no FUSE.
    pub fn mount() -> io::Result<Self> {
        let state = Arc::default();
        let mounted = mount(Root {
            state: Arc::clone(&state),
        })?;
        Ok(Self { mounted, state })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.mounted.path()
    }

    /// The number of look-ups that wait.
    pub fn waiting(&self) -> usize {
        lock(&self.state).waiting.len()
    }

    /// The names of the nodes that were made, in order.
    pub fn made(&self) -> Vec<String> {
        lock(&self.state).made.clone()
    }

    /// Lets all go on that wait, and has nobody wait any more.
    pub fn release(&self) {
        lock(&self.state).release();
    }

    /// Releases the file system if the test does not end in time, so that it can fail.
    pub fn rescue(&self) -> Rescue {
        let state = Arc::clone(&self.state);
        Rescue::start(move || lock(&state).release())
    }
}

impl Drop for Hanging {
    fn drop(&mut self) {
        self.release();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no panic while it was locked")
}

struct Root {
    state: Arc<Mutex<State>>,
}

impl Filesystem for Root {
    fn init(&mut self, _: &Request, config: &mut KernelConfig) -> io::Result<()> {
        // Otherwise the kernel has one look-up at a time. An old kernel has no other way.
        let _ = config.add_capabilities(InitFlags::FUSE_PARALLEL_DIROPS);
        Ok(())
    }

    fn getattr(&self, _: &Request, number: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&Duration::ZERO, &attributes(number));
    }

    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let mut state = lock(&self.state);
        let hangs = name.as_encoded_bytes().starts_with(b"hang") && !state.released;
        match hangs {
            true => state.waiting.push(reply),
            false => reply.error(Errno::ENOENT),
        }
    }

    fn mknod(
        &self,
        _: &Request,
        _: INodeNo,
        name: &OsStr,
        _: u32,
        _: u32,
        _: u32,
        reply: ReplyEntry,
    ) {
        let mut state = lock(&self.state);
        state.made.push(name.to_string_lossy().into_owned());
        let number = INodeNo(state.made.len() as u64 + 1);
        reply.entry(&Duration::ZERO, &attributes(number), Generation(0));
    }
}
