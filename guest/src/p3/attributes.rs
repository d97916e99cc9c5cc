//! Changes of modes, owners and times.

use std::io;
use std::path::Path;

use wasip3::filesystem::types::{Descriptor, PathFlags};

use super::bindings::attributes;
use super::{Dir, host};
use crate::NewTimes;
use crate::attributes::owner;
use crate::bindings::types::Mode;
use crate::sys::error_p3;

/// Changes the mode of the node `path`, following symbolic links, like [`crate::set_mode`].
///
/// # Errors
///
/// Those of [`crate::set_mode`].
pub async fn set_mode(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    let set = attributes::set_mode_at(dir, flags(true), rest, Mode::from_raw_mode(mode));
    set.await.map_err(error_p3)
}

/// Changes the mode of the node `path`, which may be no symbolic link, like [`crate::lset_mode`].
///
/// # Errors
///
/// Those of [`crate::lset_mode`].
pub async fn lset_mode(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    let set = attributes::set_mode_at(dir, flags(false), rest, Mode::from_raw_mode(mode));
    set.await.map_err(error_p3)
}

/// Changes the mode of what is open as `fd`, like [`crate::fset_mode`].
///
/// # Errors
///
/// Those of [`crate::fset_mode`].
pub async fn fset_mode(fd: &Descriptor, mode: u32) -> io::Result<()> {
    host::available()?;
    let set = attributes::set_mode(fd, Mode::from_raw_mode(mode));
    set.await.map_err(error_p3)
}

/// Changes the user and the group of the node `path`, following symbolic links, like
/// [`crate::chown`].
///
/// # Errors
///
/// Those of [`crate::chown`].
pub async fn chown(path: impl AsRef<Path>, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    let set = attributes::set_owner_at(dir, flags(true), rest, owner(uid, gid));
    set.await.map_err(error_p3)
}

/// Changes the user and the group of the node `path`, which may be a symbolic link, like
/// [`crate::lchown`].
///
/// # Errors
///
/// Those of [`crate::chown`].
pub async fn lchown(path: impl AsRef<Path>, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    let set = attributes::set_owner_at(dir, flags(false), rest, owner(uid, gid));
    set.await.map_err(error_p3)
}

/// Changes the user and the group of what is open as `fd`, like [`crate::fchown`].
///
/// # Errors
///
/// Those of [`crate::fchown`].
pub async fn fchown(fd: &Descriptor, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    host::available()?;
    let set = attributes::set_owner(fd, owner(uid, gid));
    set.await.map_err(error_p3)
}

/// Changes the times of the node `path`, following symbolic links, like [`crate::set_times`].
///
/// # Errors
///
/// Those of [`crate::set_times`].
pub async fn set_times(path: impl AsRef<Path>, times: NewTimes) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    times_at(dir, rest, true, times).await
}

/// Changes the times of the node `path`, which may be a symbolic link, like [`crate::lset_times`].
///
/// # Errors
///
/// Those of [`crate::set_times`].
pub async fn lset_times(path: impl AsRef<Path>, times: NewTimes) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    times_at(dir, rest, false, times).await
}

/// Changes the times of what is open as `fd`, like [`crate::fset_times`].
///
/// # Errors
///
/// Those of [`crate::fset_times`].
pub async fn fset_times(fd: &Descriptor, times: NewTimes) -> io::Result<()> {
    host::available()?;
    let (accessed, modified) = times.parts();
    let set = attributes::set_times(fd, accessed, modified);
    set.await.map_err(error_p3)
}

/// Changes of nodes beneath the directory.
impl Dir {
    /// Changes the mode of the node `path` beneath this directory. `follow` follows a symbolic
    /// link.
    ///
    /// # Errors
    ///
    /// Those of [`crate::set_mode`].
    pub async fn set_mode(
        &self,
        path: impl AsRef<Path>,
        mode: u32,
        follow: bool,
    ) -> io::Result<()> {
        let (path, mode) = (host::beneath(path.as_ref())?, Mode::from_raw_mode(mode));
        let set = attributes::set_mode_at(self.as_descriptor(), flags(follow), path, mode);
        set.await.map_err(error_p3)
    }

    /// Changes the user and the group of the node `path` beneath this directory. `follow` follows a
    /// symbolic link.
    ///
    /// # Errors
    ///
    /// Those of [`crate::chown`].
    pub async fn chown(
        &self,
        path: impl AsRef<Path>,
        uid: Option<u32>,
        gid: Option<u32>,
        follow: bool,
    ) -> io::Result<()> {
        let (path, owner) = (host::beneath(path.as_ref())?, owner(uid, gid));
        let set = attributes::set_owner_at(self.as_descriptor(), flags(follow), path, owner);
        set.await.map_err(error_p3)
    }

    /// Changes the times of the node `path` beneath this directory. `follow` follows a symbolic
    /// link.
    ///
    /// # Errors
    ///
    /// Those of [`crate::set_times`].
    pub async fn set_times(
        &self,
        path: impl AsRef<Path>,
        times: NewTimes,
        follow: bool,
    ) -> io::Result<()> {
        let path = host::beneath(path.as_ref())?;
        times_at(self.as_descriptor(), path, follow, times).await
    }
}

async fn times_at(dir: &Descriptor, path: String, follow: bool, times: NewTimes) -> io::Result<()> {
    let (accessed, modified) = times.parts();
    let set = attributes::set_times_at(dir, flags(follow), path, accessed, modified);
    set.await.map_err(error_p3)
}

fn flags(follow: bool) -> PathFlags {
    match follow {
        true => PathFlags::SYMLINK_FOLLOW,
        false => PathFlags::empty(),
    }
}
