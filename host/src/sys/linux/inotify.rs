//! Watches that report when a node is opened.

use super::procfs::name_of;
use crate::sys::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;

/// Tells when a node is opened by somebody.
pub(crate) fn watch_openings(handle: &File) -> Result<OwnedFd, Errno> {
    use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
    let watch = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
    inotify::add_watch(&watch, name_of(handle), WatchFlags::OPEN)?;
    Ok(watch)
}

/// Forgets what a watch has told so far.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn drain_watch(watch: &OwnedFd) -> Result<(), Errno> {
    let mut events = [0; 4096];
    loop {
        match rustix::io::read(watch, &mut events) {
            Ok(0) | Err(Errno::AGAIN) => return Ok(()),
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}
