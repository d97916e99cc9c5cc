//! Handles to nodes: what a path leads to is looked at before it is opened, and then that very node is opened.

use crate::sys::Errno;
use cap_fs_ext::OpenOptionsFollowExt as _;
use cap_primitives::fs::{FollowSymlinks, OpenOptions, OpenOptionsExt as _};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{AtFlags, OFlags, Timestamps};
use std::fs::File;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::path::Path;
use std::time::Duration;

pub(crate) use rustix::fs::FileType;

/// Whether this platform has such handles.
pub(crate) const AVAILABLE: bool = true;

/// For what a node is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) read: bool,
    pub(crate) write: bool,
    /// Cut a regular file down to nothing.
    pub(crate) truncate: bool,
    /// Neither the opening nor reading and writing may wait.
    pub(crate) nonblocking: bool,
}

impl Access {
    fn flags(self) -> OFlags {
        let mut flags = OFlags::CLOEXEC | OFlags::NOCTTY;
        flags |= match (self.read, self.write) {
            (true, true) => OFlags::RDWR,
            (false, true) => OFlags::WRONLY,
            (_, false) => OFlags::RDONLY,
        };
        flags.set(OFlags::TRUNC, self.truncate);
        flags.set(OFlags::NONBLOCK, self.nonblocking);
        flags
    }
}

/// Gets a handle to the node `path` beneath `dir` without opening it. Nothing happens to the node, and no node makes
/// this call wait.
///
/// A symbolic link as the last component is followed on demand; else the handle is one to the link.
///
/// # Errors
///
/// What the kernel says, and `PERM` for a path that leads out of `dir`.
pub(crate) fn pin(dir: &File, path: &str, follow: bool) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .custom_flags(OFlags::PATH.bits().cast_signed())
        .follow(match follow {
            true => FollowSymlinks::Yes,
            false => FollowSymlinks::No,
        });
    cap_primitives::fs::open(dir, Path::new(path), &options)
        .map_err(|error| crate::sys::errno_of(&error))
}

/// Makes the regular file `path` beneath `dir`, and nothing else: whatever is there already makes it fail.
///
/// # Errors
///
/// What the kernel says, `EXIST` above all.
pub(crate) fn create(dir: &File, path: &str, read: bool) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    options
        .read(read)
        .write(true)
        .create_new(true)
        .follow(FollowSymlinks::No);
    cap_primitives::fs::open(dir, Path::new(path), &options)
        .map_err(|error| crate::sys::errno_of(&error))
}

/// Reads the symbolic link `path` beneath `dir`.
///
/// # Errors
///
/// `INVAL` if it is no symbolic link, `ILSEQ` if it does not hold UTF-8.
pub(crate) fn read_link(dir: &File, path: &str) -> Result<String, Errno> {
    cap_primitives::fs::read_link(dir, Path::new(path))
        .map_err(|error| crate::sys::errno_of(&error))?
        .into_os_string()
        .into_string()
        .map_err(|_| Errno::ILSEQ)
}

/// What `stat(2)` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) file_type: FileType,
    /// The bits 07777.
    pub(crate) mode: u16,
    /// File system and inode: which node it is.
    pub(crate) identity: (u64, u64),
    /// Major and minor number, for devices.
    pub(crate) device: (u32, u32),
    pub(crate) links: u64,
    pub(crate) size: u64,
    /// Seconds and nanoseconds, like the two below.
    pub(crate) accessed: (i64, u32),
    pub(crate) modified: (i64, u32),
    pub(crate) changed: (i64, u32),
    pub(crate) user: u32,
    pub(crate) group: u32,
}

/// Says what a handle or an open file is.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn stat(file: &File) -> Result<Stat, Errno> {
    rustix::fs::fstat(file).map(|stat| convert(&stat))
}

/// Says what the entry `name` of `dir` is, without following it.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn stat_entry(dir: &File, name: &str) -> Result<Stat, Errno> {
    rustix::fs::statat(dir, name, AtFlags::SYMLINK_NOFOLLOW).map(|stat| convert(&stat))
}

#[expect(
    clippy::unnecessary_cast,
    reason = "the types of the fields depend on the architecture"
)]
fn convert(stat: &rustix::fs::Stat) -> Stat {
    Stat {
        file_type: FileType::from_raw_mode(stat.st_mode),
        mode: (stat.st_mode & 0o7777) as u16,
        identity: (stat.st_dev as u64, stat.st_ino as u64),
        device: (
            rustix::fs::major(stat.st_rdev as _),
            rustix::fs::minor(stat.st_rdev as _),
        ),
        links: stat.st_nlink as u64,
        size: stat.st_size as u64,
        accessed: (stat.st_atime as i64, stat.st_atime_nsec as u32),
        modified: (stat.st_mtime as i64, stat.st_mtime_nsec as u32),
        changed: (stat.st_ctime as i64, stat.st_ctime_nsec as u32),
        user: stat.st_uid,
        group: stat.st_gid,
    }
}

/// Opens the node to which `handle` is a handle, whatever its path leads to by now.
///
/// # Errors
///
/// What the kernel says; `NOTSUP` if `/proc` is not mounted, without which there is no such opening.
pub(crate) fn reopen(handle: &File, access: Access) -> Result<File, Errno> {
    match rustix::fs::open(name_of(handle), access.flags(), rustix::fs::Mode::empty()) {
        Ok(file) => Ok(file.into()),
        // The handle keeps its node alive, so it is `/proc` that is missing.
        Err(Errno::NOENT) => Err(Errno::NOTSUP),
        Err(errno) => Err(errno),
    }
}

/// Opens a regular file or a directory like [`reopen`], where there is no `/proc`: by `path`, from which `handle` came.
///
/// # Errors
///
/// What the kernel says, and `AGAIN` if the path leads to another node by now.
pub(crate) fn reopen_by_path(
    dir: &File,
    path: &str,
    handle: &File,
    access: Access,
) -> Result<File, Errno> {
    let mut options = OpenOptions::new();
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    options
        .read(access.read)
        .write(access.write)
        .custom_flags(flags.bits().cast_signed());
    let file = cap_primitives::fs::open(dir, Path::new(path), &options)
        .map_err(|error| crate::sys::errno_of(&error))?;
    if stat(handle)?.identity != stat(&file)?.identity {
        return Err(Errno::AGAIN);
    }
    if access.truncate {
        rustix::fs::ftruncate(&file, 0)?;
    }
    let flags = rustix::fs::fcntl_getfl(&file)?;
    rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
    Ok(file)
}

/// What a time is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewTime {
    /// What it is.
    Same,
    /// The time of the call.
    Now,
    /// Seconds since 1970, and nanoseconds beyond them.
    At(i64, u32),
}

impl From<NewTime> for Timespec {
    fn from(time: NewTime) -> Self {
        let (tv_sec, tv_nsec) = match time {
            NewTime::Same => (0, rustix::fs::UTIME_OMIT),
            NewTime::Now => (0, rustix::fs::UTIME_NOW),
            NewTime::At(seconds, nanoseconds) => (seconds, nanoseconds.into()),
        };
        Self { tv_sec, tv_nsec }
    }
}

/// Sets the times of the node behind `handle`, which is not opened for that.
///
/// # Errors
///
/// What the kernel says; `NOTSUP` if `/proc` is not mounted.
pub(crate) fn set_times(handle: &File, accessed: NewTime, modified: NewTime) -> Result<(), Errno> {
    let times = &Timestamps {
        last_access: accessed.into(),
        last_modification: modified.into(),
    };
    match rustix::fs::utimensat(rustix::fs::CWD, name_of(handle), times, AtFlags::empty()) {
        Err(Errno::NOENT) => Err(Errno::NOTSUP),
        result => result,
    }
}

/// Returns whether `file` is a handle only, and not open.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn is_handle(file: &File) -> Result<bool, Errno> {
    Ok(rustix::fs::fcntl_getfl(file)?.contains(OFlags::PATH))
}

/// Makes the descriptor of `file` one of what `with` has open, for all who hold it.
///
/// # Errors
///
/// What the kernel says; `file` is then what it was.
pub(crate) fn replace(file: &File, with: &File) -> Result<(), Errno> {
    // SAFETY: the descriptor is open, and `ManuallyDrop` leaves its end to `file`. Meanwhile it never becomes free for
    // others: `dup3` puts the one in the place of the other in one step.
    let mut target = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(file.as_raw_fd()) });
    rustix::io::dup3(with, &mut target, rustix::io::DupFlags::CLOEXEC)
}

/// The magic link of the calling thread to a handle. The one of the process would fail when its first thread has ended.
pub(crate) fn name_of(handle: &File) -> String {
    format!("/proc/thread-self/fd/{}", handle.as_raw_fd())
}

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
    super::sigpipe::without(|| rustix::io::retry_on_intr(|| rustix::io::write(pipe, bytes)))
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

/// Returns whether `file` is open for writing.
///
/// # Errors
///
/// The error of `fcntl(2)`.
pub(crate) fn is_writable(file: &File) -> Result<bool, Errno> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    Ok(!flags.contains(OFlags::PATH) && flags.intersects(OFlags::WRONLY | OFlags::RDWR))
}

/// Returns whether `pipe` holds no bytes.
///
/// # Errors
///
/// The error of `ioctl(2)`.
///
/// # References
///
/// - [Linux `pipe(7)`](https://man7.org/linux/man-pages/man7/pipe.7.html)
#[cfg(any(feature = "p2", test))]
pub(crate) fn is_empty(pipe: &File) -> Result<bool, Errno> {
    rustix::io::ioctl_fionread(pipe).map(|bytes| bytes == 0)
}

/// Returns whether `file` cannot seek.
pub(crate) fn cannot_seek(file: &File) -> bool {
    rustix::fs::seek(file, rustix::fs::SeekFrom::Current(0)) == Err(Errno::SPIPE)
}

/// Has reads and writes of `file` wait.
///
/// # Errors
///
/// The error of `fcntl(2)`.
pub(crate) fn set_blocking(file: &File) -> Result<(), Errno> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    rustix::fs::fcntl_setfl(file, flags - OFlags::NONBLOCK)
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
pub(crate) fn has_writer(pipe: &File) -> Result<bool, Errno> {
    let (_reader, copy) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    let flags = rustix::pipe::SpliceFlags::NONBLOCK;
    match rustix::io::retry_on_intr(|| rustix::pipe::tee(pipe, &copy, 1, flags)) {
        Ok(0) => Ok(false),
        Ok(_) | Err(Errno::AGAIN) => Ok(true),
        Err(errno) => Err(errno),
    }
}

/// Opens another descriptor for what `file` has open.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn duplicate(file: &File) -> Result<OwnedFd, Errno> {
    rustix::io::fcntl_dupfd_cloexec(file, 0)
}

/// Has the tokio runtime of the caller tell when `fd` becomes ready for `interest`.
///
/// # Errors
///
/// What the kernel says, and what ails the runtime.
pub(crate) fn register(
    fd: OwnedFd,
    interest: tokio::io::Interest,
) -> std::io::Result<tokio::io::unix::AsyncFd<OwnedFd>> {
    // SAFETY: an `OwnedFd` that is moved in stays the same open descriptor until it is dropped with its registration.
    let registered = unsafe { tokio::io::unix::AsyncFd::register_with_interest(fd, interest) };
    Ok(registered?)
}
