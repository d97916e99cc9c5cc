//! File systems that a test mounts, in a process that it has to [itself](crate::Trials::isolated).
//!
//! They are unmounted when they are dropped, and nobody else sees them.

use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind, mount_change,
    mount_remount, unmount,
};
use rustix::thread::{UnshareFlags, unshare_unsafe};
use std::ffi::CString;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Keeps the mounts that the calling thread, and the threads that it starts, make from now on to
/// themselves.
///
/// # Errors
///
/// What the kernel says.
pub(crate) fn keep_private() -> io::Result<()> {
    // SAFETY: no file descriptors are unshared, so none goes away under a `BorrowedFd`.
    unsafe { unshare_unsafe(UnshareFlags::NEWNS) }?;
    let all = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    Ok(mount_change("/", all)?)
}

/// A file system of its own in a temporary folder.
#[derive(Debug)]
pub struct Mounted {
    folder: TempDir,
}

impl Mounted {
    /// Mounts a fresh tmpfs with these options, such as `nr_inodes=10`.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub fn tmpfs(options: &str) -> io::Result<Self> {
        Self::new("tmpfs", options)
    }

    /// Mounts a file system of the type `fs` with these options.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub(crate) fn new(fs: &str, options: &str) -> io::Result<Self> {
        keep_private()?;
        let folder = TempDir::new()?;
        let options = CString::new(options)?;
        mount("none", folder.path(), fs, MountFlags::empty(), &*options)?;
        Ok(Self { folder })
    }

    /// The root of the file system.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // If it stays, it ends with the process.
        let _ = unmount(self.folder.path(), UnmountFlags::DETACH);
    }
}

/// A directory that is mounted read-only on itself.
#[derive(Debug)]
pub struct ReadOnly {
    path: PathBuf,
}

impl ReadOnly {
    /// Makes `path` read-only.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub fn new(path: impl Into<PathBuf>) -> io::Result<Self> {
        keep_private()?;
        let path = path.into();
        mount_bind(&path, &path)?;
        let guard = Self { path };
        let flags = MountFlags::BIND | MountFlags::RDONLY;
        mount_remount(&guard.path, flags, c"")?;
        Ok(guard)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        // If it stays, it ends with the process.
        let _ = unmount(&self.path, UnmountFlags::DETACH);
    }
}

/// A directory that is mounted at another place as well.
#[derive(Debug)]
pub struct Bound {
    target: PathBuf,
}

impl Bound {
    /// Mounts the directory `source` at `target`.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub fn new(source: &Path, target: &Path) -> io::Result<Self> {
        keep_private()?;
        mount_bind(source, target)?;
        Ok(Self {
            target: target.to_owned(),
        })
    }

    /// Mounts the directory at its own place, with the option `nodev`. What is mounted beneath it
    /// is not to be seen there.
    ///
    /// # Errors
    ///
    /// What the kernel says.
    pub fn without_devices(directory: &Path) -> io::Result<Self> {
        let bound = Self::new(directory, directory)?;
        mount_remount(directory, MountFlags::BIND | MountFlags::NODEV, "")?;
        Ok(bound)
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        // If it stays, it ends with the process.
        let _ = unmount(&self.target, UnmountFlags::DETACH);
    }
}
