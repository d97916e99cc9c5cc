//! Reading and writing pipes in non-blocking mode.

use super::sigpipe;
use crate::sys::Errno;
use rustix::event::{PollFd, PollFlags, Timespec};
use std::fs::File;
use std::time::Duration;

/// The readiness of a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    /// There are bytes to read.
    pub(crate) read: bool,
    /// There is room for bytes.
    pub(crate) write: bool,
    /// For the read end: there were writers since it was opened, and the last one is gone.
    pub(crate) no_writer: bool,
    /// For the write end: the last reader is gone.
    pub(crate) no_reader: bool,
}

/// Returns the readiness of `pipe`, without blocking.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [Linux `poll(2)`](https://man7.org/linux/man-pages/man2/poll.2.html)
pub(crate) fn ready(pipe: &File) -> Result<Ready, Errno> {
    poll(pipe, PollFlags::IN | PollFlags::OUT, Duration::ZERO)
}

/// Returns the readiness of `pipe` for a `read`, for a `write` or for both, and blocks for up to
/// `limit` while it is not ready. The end of the other side counts in any case.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn ready_within(
    pipe: &File,
    read: bool,
    write: bool,
    limit: Duration,
) -> Result<Ready, Errno> {
    let mut events = PollFlags::empty();
    events.set(PollFlags::IN, read);
    events.set(PollFlags::OUT, write);
    poll(pipe, events, limit)
}

fn poll(pipe: &File, events: PollFlags, limit: Duration) -> Result<Ready, Errno> {
    let mut fds = [PollFd::new(pipe, events)];
    // A signal ends the wait early, which is harmless: `limit` is an upper bound.
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
/// Those of the kernel, such as `AGAIN` if the pipe is empty.
pub(crate) fn read(pipe: &File, size: usize) -> Result<Vec<u8>, Errno> {
    let mut bytes = Vec::with_capacity(size);
    if size == 0 {
        // rustix panics without room. The call can fail nevertheless.
        rustix::io::read(pipe, &mut [0; 0])?;
        return Ok(bytes);
    }
    rustix::io::retry_on_intr(|| {
        rustix::io::read(pipe, rustix::buffer::spare_capacity(&mut bytes))
    })?;
    Ok(bytes)
}

/// Reads from `pipe` into `buffer` and returns the number of bytes.
///
/// # Errors
///
/// Those of the kernel, such as `AGAIN` if the pipe is empty.
#[cfg(feature = "p3")]
pub(crate) fn read_into(pipe: &File, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::io::retry_on_intr(|| rustix::io::read(pipe, &mut *buffer))
}

/// Writes some of `bytes` to `pipe` and returns their number. A pipe without a reader does not
/// raise `SIGPIPE`.
///
/// # Errors
///
/// Those of the kernel, such as `AGAIN` if the pipe is full, and `PIPE` if there is no reader.
pub(crate) fn write(pipe: &File, bytes: &[u8]) -> Result<usize, Errno> {
    sigpipe::write(pipe, bytes)
}

/// Returns the capacity of a pipe in bytes.
///
/// # Errors
///
/// Those of the kernel.
#[cfg(any(feature = "p2", test))]
pub(crate) fn capacity(pipe: &File) -> Result<usize, Errno> {
    rustix::pipe::fcntl_getpipe_size(pipe)
}

/// Returns the number of bytes in `pipe`.
///
/// # Errors
///
/// The error of `ioctl(2)`.
///
/// # References
///
/// - [Linux `pipe(7)`](https://man7.org/linux/man-pages/man7/pipe.7.html)
#[cfg(any(feature = "p2", test))]
pub(crate) fn held(pipe: &File) -> Result<usize, Errno> {
    let bytes = rustix::io::ioctl_fionread(pipe)?;
    Ok(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Returns whether the read end `pipe` has a writer.
///
/// A read would tell, and consume bytes. `tee(2)` is a read that consumes nothing.
///
/// # Errors
///
/// Those of the kernel.
///
/// # References
///
/// - [Linux `tee(2)`](https://man7.org/linux/man-pages/man2/tee.2.html)
pub(crate) fn has_writer(pipe: &File) -> Result<bool, Errno> {
    let (_reader, copy) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    let flags = rustix::pipe::SpliceFlags::NONBLOCK;
    match rustix::io::retry_on_intr(|| rustix::pipe::tee(pipe, &copy, 1, flags)) {
        Ok(0) => Ok(false),
        Ok(_) | Err(Errno::AGAIN) => Ok(true),
        Err(errno) => Err(errno),
    }
}
