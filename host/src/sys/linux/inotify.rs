//! Reports of openings by inotify.

use super::procfs::name_of;
use crate::sys::Errno;
use rustix::event::{PollFd, PollFlags};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use std::fs::File;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;

/// The number in an event that says that events were lost.
pub(crate) const OVERFLOW: i32 = -1;

/// An inotify instance.
///
/// # References
///
/// - [Linux `inotify(7)`](https://man7.org/linux/man-pages/man7/inotify.7.html)
#[derive(Debug)]
pub(crate) struct Inotify(OwnedFd);

impl Inotify {
    /// Makes an instance.
    ///
    /// # Errors
    ///
    /// The error of `inotify_init1(2)`: `MFILE` if the user has as many as it may.
    pub(crate) fn new() -> Result<Self, Errno> {
        inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).map(Self)
    }

    /// Watches the node of `file` for openings, and returns the number of the watch. A node that is
    /// watched already has the same number.
    ///
    /// # Errors
    ///
    /// The error of `inotify_add_watch(2)`: `NOSPC` if the user has as many watches as it may. And
    /// `NOTSUP` if procfs is not mounted at `/proc`.
    pub(crate) fn watch_openings(&self, file: &File) -> Result<i32, Errno> {
        inotify::add_watch(&self.0, name_of(file)?, WatchFlags::OPEN)
    }

    /// Ends the watch `number`. A watch that ended with its file system is ignored.
    pub(crate) fn remove(&self, number: i32) {
        if let Err(errno) = inotify::remove_watch(&self.0, number) {
            tracing::debug!(%errno, "an inotify watch ended before");
        }
    }

    /// Waits until there are events.
    ///
    /// # Errors
    ///
    /// The error of `poll(2)`.
    pub(crate) fn wait(&self) -> Result<(), Errno> {
        let mut fds = [PollFd::new(&self.0, PollFlags::IN)];
        rustix::io::retry_on_intr(|| rustix::event::poll(&mut fds, None)).map(drop)
    }

    /// Takes the events there are, and returns the numbers of their watches.
    ///
    /// # Errors
    ///
    /// The error of `read(2)`.
    pub(crate) fn take(&self) -> Result<Vec<i32>, Errno> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.0, &mut buffer);
        let mut numbers = Vec::new();
        loop {
            match reader.next() {
                Ok(event) if event.events().contains(ReadFlags::QUEUE_OVERFLOW) => {
                    numbers.push(OVERFLOW);
                }
                Ok(event) if event.events().contains(ReadFlags::OPEN) => numbers.push(event.wd()),
                Ok(_) | Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Ok(numbers),
                Err(errno) => return Err(errno),
            }
        }
    }
}
