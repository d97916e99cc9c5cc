//! What is known of a node.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::bindings::types::{FileType, Mode, NodeStat, Timestamp};
use crate::mode::{S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG, S_IFSOCK};
use crate::{Device, Dir, makedev, path, sys};

/// What is known of a node, in the manner of [`std::fs::Metadata`] and its extension for Unix.
///
/// ```no_run
/// use wasi_mknod::{makedev, symlink_metadata};
///
/// assert!(symlink_metadata("/run/requests")?.is_fifo());
/// assert_eq!(symlink_metadata("/dev/null")?.rdev(), makedev(1, 3));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Metadata {
    stat: NodeStat,
}

/// Returns what is known of the node `path`, following symbolic links, like C's `stat`.
///
/// `path` finds its preopened directory as the [crate](crate#paths)'s page says. The node is not
/// opened.
///
/// # Errors
///
/// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): there is nothing, or no preopened directory
///   matches `path`.
/// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EACCES`, `EPERM`): a directory on the
///   way may not be searched, or the path leads out of the preopened directory.
/// * [`Unsupported`](io::ErrorKind::Unsupported): the host's platform cannot do this, or this
///   target is not WASI.
pub fn metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::stat(dir, &rest, true).map(Metadata::from)
}

/// Returns what is known of the node `path`, which may be a symbolic link, like C's `lstat`.
///
/// # Errors
///
/// Those of [`metadata`].
pub fn symlink_metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::stat(dir, &rest, false).map(Metadata::from)
}

impl Dir {
    /// Returns what is known of the node `path` beneath this directory, following symbolic links.
    ///
    /// # Errors
    ///
    /// Those of [`metadata`].
    pub fn metadata(&self, path: impl AsRef<Path>) -> io::Result<Metadata> {
        let path = path::as_str(path.as_ref())?;
        sys::stat(self.as_descriptor(), path, true).map(Metadata::from)
    }

    /// Returns what is known of the node `path` beneath this directory, which may be a symbolic
    /// link.
    ///
    /// # Errors
    ///
    /// Those of [`metadata`].
    pub fn symlink_metadata(&self, path: impl AsRef<Path>) -> io::Result<Metadata> {
        let path = path::as_str(path.as_ref())?;
        sys::stat(self.as_descriptor(), path, false).map(Metadata::from)
    }
}

impl Metadata {
    /// Returns the type of the node, with the device number of a device.
    pub fn file_type(&self) -> FileType {
        self.stat.file_type
    }

    /// Returns whether it is a regular file.
    pub fn is_file(&self) -> bool {
        matches!(self.stat.file_type, FileType::RegularFile)
    }

    /// Returns whether it is a directory.
    pub fn is_dir(&self) -> bool {
        matches!(self.stat.file_type, FileType::Directory)
    }

    /// Returns whether it is a symbolic link, which only [`symlink_metadata`] tells.
    pub fn is_symlink(&self) -> bool {
        matches!(self.stat.file_type, FileType::SymbolicLink)
    }

    /// Returns whether it is a FIFO.
    pub fn is_fifo(&self) -> bool {
        matches!(self.stat.file_type, FileType::Fifo)
    }

    /// Returns whether it is a socket file.
    pub fn is_socket(&self) -> bool {
        matches!(self.stat.file_type, FileType::Socket)
    }

    /// Returns whether it is a character device.
    pub fn is_char_device(&self) -> bool {
        matches!(self.stat.file_type, FileType::CharacterDevice(_))
    }

    /// Returns whether it is a block device.
    pub fn is_block_device(&self) -> bool {
        matches!(self.stat.file_type, FileType::BlockDevice(_))
    }

    /// Returns the permission bits, set-ID bits and the sticky bit.
    pub fn permissions(&self) -> Mode {
        self.stat.mode
    }

    /// Returns the mode as C has it: one of the `S_IF*` constants, and the permission bits. An
    /// unknown type has no bits.
    pub fn mode(&self) -> u32 {
        let file_type = match self.stat.file_type {
            FileType::Unknown => 0,
            FileType::RegularFile => S_IFREG,
            FileType::Directory => S_IFDIR,
            FileType::SymbolicLink => S_IFLNK,
            FileType::Fifo => S_IFIFO,
            FileType::Socket => S_IFSOCK,
            FileType::CharacterDevice(_) => S_IFCHR,
            FileType::BlockDevice(_) => S_IFBLK,
        };
        file_type | self.stat.mode.as_raw_mode()
    }

    /// Returns the device number of a device, to be taken apart by [`major`](crate::major) and
    /// [`minor`](crate::minor), and 0 for what is no device.
    pub fn rdev(&self) -> u64 {
        match self.stat.file_type {
            FileType::CharacterDevice(Device { major, minor })
            | FileType::BlockDevice(Device { major, minor }) => makedev(major, minor),
            _ => 0,
        }
    }

    /// Returns the size in bytes of a regular file, or the length of the path in a symbolic link.
    #[expect(clippy::len_without_is_empty, reason = "as in `std::fs::Metadata`")]
    pub fn len(&self) -> u64 {
        self.stat.size
    }

    /// Returns the number of hard links.
    pub fn nlink(&self) -> u64 {
        self.stat.link_count
    }

    /// Returns the number of the user to whom the node belongs, if the host tells owners.
    pub fn uid(&self) -> Option<u32> {
        self.stat.owner.map(|owner| owner.user)
    }

    /// Returns the number of the group to which the node belongs, if the host tells owners.
    pub fn gid(&self) -> Option<u32> {
        self.stat.owner.map(|owner| owner.group)
    }

    /// Returns when the node was last read, if [`SystemTime`] can hold that: on WASI it
    /// begins in 1970.
    pub fn accessed(&self) -> Option<SystemTime> {
        time(self.stat.data_access_timestamp)
    }

    /// Returns when the content of the node was last changed, if [`SystemTime`] can hold that: on
    /// WASI it begins in 1970.
    pub fn modified(&self) -> Option<SystemTime> {
        time(self.stat.data_modification_timestamp)
    }

    /// Returns when the node was last changed in any way, if [`SystemTime`] can hold that: on WASI
    /// it begins in 1970.
    pub fn changed(&self) -> Option<SystemTime> {
        time(self.stat.status_change_timestamp)
    }
}

impl From<NodeStat> for Metadata {
    fn from(stat: NodeStat) -> Self {
        Self { stat }
    }
}

fn time(time: Timestamp) -> Option<SystemTime> {
    let seconds = Duration::from_secs(time.seconds.unsigned_abs());
    let whole = if time.seconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(seconds)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(seconds)
    };
    whole?.checked_add(Duration::from_nanos(time.nanoseconds.into()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{
        Device, FileType, Metadata, Mode, NodeStat, S_IFCHR, S_IFSOCK, Timestamp, makedev, time,
    };

    fn metadata(file_type: FileType) -> Metadata {
        let time = Timestamp {
            seconds: 1,
            nanoseconds: 5,
        };
        Metadata::from(NodeStat {
            file_type,
            mode: Mode::from_raw_mode(0o1640),
            link_count: 1,
            size: 0,
            data_access_timestamp: time,
            data_modification_timestamp: time,
            status_change_timestamp: time,
            owner: None,
        })
    }

    #[test]
    fn modes_and_device_numbers_are_those_of_c() {
        let device = FileType::CharacterDevice(Device::new(5, 0x1234));
        assert_eq!(metadata(device).mode(), S_IFCHR | 0o1640);
        assert_eq!(metadata(device).rdev(), makedev(5, 0x1234));
        assert_eq!(metadata(FileType::Socket).mode(), S_IFSOCK | 0o1640);
        assert_eq!(metadata(FileType::Socket).rdev(), 0);
        assert_eq!(metadata(FileType::Unknown).mode(), 0o1640);
    }

    #[test]
    fn times_before_1970() {
        let before = Timestamp {
            seconds: -2,
            nanoseconds: 999_999_999,
        };
        let after = SystemTime::UNIX_EPOCH - Duration::from_nanos(1_000_000_001);
        assert_eq!(time(before), Some(after));
    }
}
