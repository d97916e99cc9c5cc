//! The tmpfs on which the nodes are created.

use rustix::fs::{CWD, FileType, Mode};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The number by which `statfs(2)` knows tmpfs.
const TMPFS_MAGIC: u64 = 0x0102_1994;

/// A directory in memory, so that no disk is measured.
#[derive(Clone, Debug)]
pub(crate) struct Place(PathBuf);

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
        Ok(Self(directory))
    }

    /// Makes a fresh directory for one measurement, with the directories `inside` in it.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub(crate) fn fresh(&self, inside: &str) -> Result<TempDir> {
        let fresh = TempDir::new_in(&self.0)?;
        std::fs::create_dir_all(fresh.path().join(inside))?;
        Ok(fresh)
    }
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
