//! Metadata and times of nodes.

use super::procfs::with_link;
use crate::sys::Errno;
use rustix::fs::{AtFlags, Timespec, Timestamps};
use std::fs::File;

pub(crate) use rustix::fs::FileType;

/// File system and inode, which identify a node.
pub(crate) type Identity = (u64, u64);

/// The result of `stat(2)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) file_type: FileType,
    /// The bits 07777.
    pub(crate) mode: u16,
    pub(crate) identity: Identity,
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

/// Returns the metadata of a handle or an open file.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn stat(file: &File) -> Result<Stat, Errno> {
    rustix::fs::fstat(file).map(|stat| convert(&stat))
}

/// Returns the metadata of the entry `name` of `dir`. A symbolic link is not followed.
///
/// # Errors
///
/// Those of the kernel.
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

/// A new time of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewTime {
    /// The present value.
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

/// Sets the times of the node of `handle`. The node is not opened.
///
/// # Errors
///
/// Those of the kernel, and `NOTSUP` before Linux 5.8 if procfs is not mounted at `/proc`.
///
/// # References
///
/// - [Linux `utimensat(2)`](https://man7.org/linux/man-pages/man2/utimensat.2.html)
pub(crate) fn set_times(handle: &File, accessed: NewTime, modified: NewTime) -> Result<(), Errno> {
    let times = &Timestamps {
        last_access: accessed.into(),
        last_modification: modified.into(),
    };
    match rustix::fs::utimensat(handle, "", times, AtFlags::EMPTY_PATH) {
        // Before Linux 5.8 the call does not know the flag.
        Err(Errno::INVAL) => {}
        result => return result,
    }
    let set = with_link(handle, |links, link| {
        rustix::fs::utimensat(links, link, times, AtFlags::empty())
    });
    match set {
        Err(Errno::NOENT) => Err(Errno::NOTSUP),
        result => result,
    }
}
