//! Reading and writing pipes in non-blocking mode.

use super::sigpipe;
use crate::sys::Errno;
use rustix::event::{PollFd, PollFlags, Timespec};
use std::fs::File;
use std::time::Duration;

/// What a pipe is ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    /// There are bytes to read.
    pub(crate) read: bool,
    /// There is room for bytes.
    pub(crate) write: bool,
    /// Asked of the end to read from: there were writers since it was opened, and all have gone.
    pub(crate) no_writer: bool,
    /// Asked of the end to write to: all readers have gone.
    pub(crate) no_reader: bool,
}

/// Asks, without waiting, what `pipe` is ready for.
///
/// # Errors
///
/// What the kernel says.
///
/// # References
///
/// - [Linux `poll(2)`](https://man7.org/linux/man-pages/man2/poll.2.html)
pub(crate) fn ready(pipe: &File) -> Result<Ready, Errno> {
    poll(pipe, PollFlags::IN | PollFlags::OUT, Duration::ZERO)
}

/// Asks what the end to read from is ready for, and waits a moment if it is for nothing.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn readable_within(pipe: &File, limit: Duration) -> Result<Ready, Errno> {
    poll(pipe, PollFlags::IN, limit)
}

/// Asks what the end to write to is ready for, and waits a moment if it is for nothing.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn writable_within(pipe: &File, limit: Duration) -> Result<Ready, Errno> {
    poll(pipe, PollFlags::OUT, limit)
}

fn poll(pipe: &File, events: PollFlags, limit: Duration) -> Result<Ready, Errno> {
    let mut fds = [PollFd::new(pipe, events)];
    // A signal ends the wait early, which is no harm: it need not be as long as it may be.
    let limit = Timespec::try_from(limit).map_err(|_| Errno::INVAL)?;
    match rustix::event::poll(&mut fds, Some(&limit)) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(errno) => return Err(errno),
    }
    let events = fds[0].revents();
    Ok(Ready {
        read: events.contains(PollFlags::IN),
        write: events.contains(PollFlags::OUT),
        no_writer: events.contains(PollFlags::HUP),
        no_reader: events.contains(PollFlags::ERR),
    })
}

/// Reads at most `size` bytes from `pipe`.
///
/// # Errors
///
/// What the kernel says; `AGAIN` if there are none yet.
#[cfg(any(feature = "p2", test))]
pub(crate) fn read(pipe: &File, size: usize) -> Result<Vec<u8>, Errno> {
    let mut bytes = Vec::with_capacity(size);
    rustix::io::retry_on_intr(|| {
        rustix::io::read(pipe, rustix::buffer::spare_capacity(&mut bytes))
    })?;
    Ok(bytes)
}

/// Reads from `pipe` into `buffer` and says how many bytes.
///
/// # Errors
///
/// What the kernel says; `AGAIN` if there are none yet.
#[cfg(feature = "p3")]
pub(crate) fn read_into(pipe: &File, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::io::retry_on_intr(|| rustix::io::read(pipe, &mut *buffer))
}

/// Writes some of `bytes` to `pipe` and says how many. A pipe without a reader never raises `SIGPIPE`.
///
/// # Errors
///
/// What the kernel says; `AGAIN` if there is no room, `PIPE` if there is no reader.
pub(crate) fn write(pipe: &File, bytes: &[u8]) -> Result<usize, Errno> {
    sigpipe::without(|| rustix::io::retry_on_intr(|| rustix::io::write(pipe, bytes)))
}

/// Says how many bytes the pipe holds at most.
///
/// # Errors
///
/// What the kernel says.
#[cfg(any(feature = "p2", test))]
pub(crate) fn capacity(pipe: &File) -> Result<usize, Errno> {
    rustix::pipe::fcntl_getpipe_size(pipe)
}

/// Says whether somebody has `pipe`, which is open for reading, open for writing.
///
/// Only a read would tell, and take what there is. `tee(2)` is a read that takes nothing.
///
/// # Errors
///
/// What the kernel says.
///
/// # References
///
/// - [Linux `tee(2)`](https://man7.org/linux/man-pages/man2/tee.2.html)
#[cfg(feature = "p3")]
pub(crate) fn has_writer(pipe: &File) -> Result<bool, Errno> {
    let (_reader, copy) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    let flags = rustix::pipe::SpliceFlags::NONBLOCK;
    match rustix::io::retry_on_intr(|| rustix::pipe::tee(pipe, &copy, 1, flags)) {
        Ok(0) => Ok(false),
        Ok(_) | Err(Errno::AGAIN) => Ok(true),
        Err(errno) => Err(errno),
    }
}
