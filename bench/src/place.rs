//! The tmpfs on which the nodes are created.

use rustix::fs::{CWD, FileType, Mode};
use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_change, unmount,
};
use rustix::thread::{UnshareFlags, unshare_unsafe};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The number by which `statfs(2)` knows tmpfs.
const TMPFS_MAGIC: u64 = 0x0102_1994;

/// A directory in memory, so that no disk is measured.
#[derive(Debug)]
pub(crate) struct Place {
    directory: PathBuf,
    /// What is mounted there is unmounted in the end.
    mounted: Option<TempDir>,
}

impl Place {
    /// Takes `directory`, which has to be on a tmpfs.
    ///
    /// # Errors
    ///
    /// It is not.
    pub(crate) fn new(directory: PathBuf) -> Result<Self> {
        let shown = directory.display();
        let file_system =
            rustix::fs::statfs(&directory).with_context(|| format!("cannot look at {shown}"))?;
        if file_system.f_type as u64 != TMPFS_MAGIC {
            bail!("{shown} is not on a tmpfs: name a directory that is, with --directory");
        }
        Ok(Self {
            directory,
            mounted: None,
        })
    }

    /// Mounts a tmpfs with the option `nodev` in this one, for this process.
    ///
    /// # Errors
    ///
    /// Those of `mount(2)`.
    pub(crate) fn without_devices(&self) -> Result<Self> {
        let directory = TempDir::new_in(&self.directory)?;
        let path = directory.path();
        mount("tmpfs", path, "tmpfs", MountFlags::NODEV, None)
            .with_context(|| format!("cannot mount a tmpfs at {}", path.display()))?;
        Ok(Self {
            directory: path.to_owned(),
            mounted: Some(directory),
        })
    }

    /// Makes a fresh directory for one measurement, with the directories `inside` in it.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub(crate) fn fresh(&self, inside: &str) -> Result<TempDir> {
        let fresh = TempDir::new_in(&self.directory)?;
        std::fs::create_dir_all(fresh.path().join(inside))?;
        Ok(fresh)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(mounted) = self.mounted.take() {
            // The mount namespace ends with the process, and with it the mount.
            let _ = unmount(mounted.path(), UnmountFlags::DETACH);
        }
    }
}

/// Gives this process mounts of its own, and returns whether it may have them. Threads that exist
/// already keep the others.
pub(crate) fn private_mounts() -> bool {
    // SAFETY: the flag has no effect on the descriptors of any thread.
    let unshared = unsafe { unshare_unsafe(UnshareFlags::NEWNS) };
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    unshared.is_ok() && mount_change("/", private).is_ok()
}

/// Makes a FIFO that its owner may read and write.
///
/// # Errors
///
/// The error of `mknodat(2)`.
pub(crate) fn fifo(path: &Path) -> Result<()> {
    Ok(rustix::fs::mknodat(
        CWD,
        path,
        FileType::Fifo,
        Mode::RUSR | Mode::WUSR,
        0,
    )?)
}
