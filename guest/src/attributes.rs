//! Changes of modes, owners and times.

use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use wasip2::filesystem::types::Descriptor;

use crate::bindings::types::{Mode, NewOwner, NewTime, Timestamp};
use crate::{Dir, path, sys};

/// New times of a node, in the manner of [`std::fs::FileTimes`]. What is not set stays as it is.
///
/// ```no_run
/// use std::time::{Duration, SystemTime};
/// use wasi_mknod::{NewTimes, set_times};
///
/// let built = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
/// set_times("/srv/root/dev/null", NewTimes::new().set_modified(built))?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NewTimes {
    accessed: NewTime,
    modified: NewTime,
}

impl NewTimes {
    /// Starts with no change.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            accessed: NewTime::NoChange,
            modified: NewTime::NoChange,
        }
    }

    /// Starts with the time of the call for both.
    #[must_use]
    pub const fn now() -> Self {
        Self {
            accessed: NewTime::Now,
            modified: NewTime::Now,
        }
    }

    /// Sets the time of the last access.
    #[must_use]
    pub fn set_accessed(mut self, time: SystemTime) -> Self {
        self.accessed = NewTime::Timestamp(timestamp(time));
        self
    }

    /// Sets the time of the last modification.
    #[must_use]
    pub fn set_modified(mut self, time: SystemTime) -> Self {
        self.modified = NewTime::Timestamp(timestamp(time));
        self
    }

    /// The two times, as the bindings take them.
    pub(crate) const fn parts(self) -> (NewTime, NewTime) {
        (self.accessed, self.modified)
    }
}

impl Default for NewTimes {
    fn default() -> Self {
        Self::new()
    }
}

/// Changes the mode of the node `path`, following symbolic links, like C's `chmod`.
///
/// `mode` has the bits `07777`, and other bits do not count, so an `st_mode` will do. The
/// [`umask`](crate::umask) does not count either. `path` finds its preopened directory as the
/// [crate](crate#paths)'s page says.
///
/// # Errors
///
/// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EPERM`): the host does not grant
///   changes of modes, or set-ID bits; the node belongs to another user; the path leaves the
///   preopened directory, or that one is read-only for the guest. (`EACCES`): the host's user may
///   not search a directory.
/// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): there is nothing, or no preopened directory
///   matches `path`.
/// * [`Unsupported`](io::ErrorKind::Unsupported) (`ENOTSUP`): the host's platform cannot do this,
///   or this target is not WASI.
/// * What else the host's file system says, such as `EROFS`.
///
/// # References
///
/// - [POSIX `chmod`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/chmod.html)
pub fn set_mode(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::set_mode_at(dir, &rest, true, Mode::from_raw_mode(mode))
}

/// Changes the mode of the node `path`, which may be no symbolic link, like C's `lchmod`.
///
/// # Errors
///
/// Those of [`set_mode`], and [`Unsupported`](io::ErrorKind::Unsupported) (`ENOTSUP`) for a symbolic
/// link, which has no mode on Linux.
pub fn lset_mode(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::set_mode_at(dir, &rest, false, Mode::from_raw_mode(mode))
}

/// Changes the mode of what is open as `fd`, like C's `fchmod`.
///
/// # Errors
///
/// Those of [`set_mode`], but for those of paths.
///
/// # References
///
/// - [POSIX `fchmod`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/fchmod.html)
pub fn fset_mode(fd: &Descriptor, mode: u32) -> io::Result<()> {
    sys::set_mode(fd, Mode::from_raw_mode(mode))
}

/// Changes the user and the group of the node `path`, following symbolic links, like
/// `std::os::unix::fs::chown`. What is `None` stays as it is.
///
/// # Errors
///
/// Those of [`set_mode`], where the host has to grant changes of owners, and `EINVAL` for the number
/// `u32::MAX`.
///
/// # References
///
/// - [POSIX `chown`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/chown.html)
pub fn chown(path: impl AsRef<Path>, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::set_owner_at(dir, &rest, true, owner(uid, gid))
}

/// Changes the user and the group of the node `path`, which may be a symbolic link, like
/// `std::os::unix::fs::lchown`.
///
/// # Errors
///
/// Those of [`chown`].
///
/// # References
///
/// - [POSIX `lchown`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/lchown.html)
pub fn lchown(path: impl AsRef<Path>, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::set_owner_at(dir, &rest, false, owner(uid, gid))
}

/// Changes the user and the group of what is open as `fd`, like `std::os::unix::fs::fchown`.
///
/// # Errors
///
/// Those of [`chown`], but for those of paths.
///
/// # References
///
/// - [POSIX `fchown`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/fchown.html)
pub fn fchown(fd: &Descriptor, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    sys::set_owner(fd, owner(uid, gid))
}

/// Changes the times of the node `path`, following symbolic links, like [`std::fs::set_times`]. The
/// node is not opened, and the host needs to grant nothing.
///
/// # Errors
///
/// Those of [`set_mode`].
///
/// # References
///
/// - [POSIX `utimensat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/utimensat.html)
pub fn set_times(path: impl AsRef<Path>, times: NewTimes) -> io::Result<()> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::set_times_at(dir, &rest, true, times.parts())
}

/// Changes the times of the node `path`, which may be a symbolic link.
///
/// # Errors
///
/// Those of [`set_times`].
pub fn lset_times(path: impl AsRef<Path>, times: NewTimes) -> io::Result<()> {
    let (dir, rest) = path::locate(path.as_ref())?;
    sys::set_times_at(dir, &rest, false, times.parts())
}

/// Changes the times of what is open as `fd`.
///
/// # Errors
///
/// Those of [`set_times`], but for those of paths.
pub fn fset_times(fd: &Descriptor, times: NewTimes) -> io::Result<()> {
    sys::set_times(fd, times.parts())
}

/// Changes of nodes beneath the directory.
impl Dir {
    /// Changes the mode of the node `path` beneath this directory, like C's `fchmodat`. `follow`
    /// follows a symbolic link.
    ///
    /// # Errors
    ///
    /// Those of [`set_mode`].
    pub fn set_mode(&self, path: impl AsRef<Path>, mode: u32, follow: bool) -> io::Result<()> {
        let path = path::as_str(path.as_ref())?;
        sys::set_mode_at(
            self.as_descriptor(),
            path,
            follow,
            Mode::from_raw_mode(mode),
        )
    }

    /// Changes the user and the group of the node `path` beneath this directory, like C's
    /// `fchownat`. `follow` follows a symbolic link.
    ///
    /// # Errors
    ///
    /// Those of [`chown`].
    pub fn chown(
        &self,
        path: impl AsRef<Path>,
        uid: Option<u32>,
        gid: Option<u32>,
        follow: bool,
    ) -> io::Result<()> {
        let path = path::as_str(path.as_ref())?;
        sys::set_owner_at(self.as_descriptor(), path, follow, owner(uid, gid))
    }

    /// Changes the times of the node `path` beneath this directory, like C's `utimensat`. `follow`
    /// follows a symbolic link.
    ///
    /// # Errors
    ///
    /// Those of [`set_times`].
    pub fn set_times(
        &self,
        path: impl AsRef<Path>,
        times: NewTimes,
        follow: bool,
    ) -> io::Result<()> {
        let path = path::as_str(path.as_ref())?;
        sys::set_times_at(self.as_descriptor(), path, follow, times.parts())
    }
}

pub(crate) const fn owner(user: Option<u32>, group: Option<u32>) -> NewOwner {
    NewOwner { user, group }
}

fn timestamp(time: SystemTime) -> Timestamp {
    // More seconds than fit are so far away that no file system has them.
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => Timestamp {
            seconds: i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            nanoseconds: after.subsec_nanos(),
        },
        Err(error) => before_1970(error.duration()),
    }
}

fn before_1970(before: std::time::Duration) -> Timestamp {
    let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
    match before.subsec_nanos() {
        0 => Timestamp {
            seconds: -seconds,
            nanoseconds: 0,
        },
        nanoseconds => Timestamp {
            seconds: -seconds - 1,
            nanoseconds: 1_000_000_000 - nanoseconds,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::timestamp;

    #[test]
    fn times_before_and_after_1970() {
        for (nanoseconds, expected) in [
            (0_i64, (0, 0)),
            (1, (0, 1)),
            (1_500_000_000, (1, 500_000_000)),
            (-1, (-1, 999_999_999)),
            (-1_000_000_000, (-1, 0)),
            (-1_000_000_001, (-2, 999_999_999)),
        ] {
            let distance = Duration::from_nanos(nanoseconds.unsigned_abs());
            let time = match nanoseconds < 0 {
                true => UNIX_EPOCH - distance,
                false => UNIX_EPOCH + distance,
            };
            let found = timestamp(time);
            assert_eq!((found.seconds, found.nanoseconds), expected);
        }
    }
}
