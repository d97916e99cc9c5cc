//! Directories to make nodes in.

use std::io;
use std::path::Path;

use wasip3::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorType, ErrorCode, OpenFlags, PathFlags,
};

use super::host;
use crate::sys::error_p3;

/// An open directory: where [`mknodat`](super::mknodat) and the other functions that take a
/// directory start.
///
/// It is a [`Descriptor`] of the `wasip3` crate, and converts from and into it. Dropping it closes
/// it.
#[derive(Debug)]
pub struct Dir {
    descriptor: Descriptor,
}

impl Dir {
    /// Opens the directory `path`, which finds its preopened directory as the
    /// [crate](crate#paths)'s page says.
    ///
    /// # Errors
    ///
    /// Those of [`crate::Dir::open`].
    pub async fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let (dir, rest) = host::locate(path.as_ref())?;
        open(dir, rest).await
    }

    /// Opens the directory `path` beneath this one.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub async fn open_dir(&self, path: impl AsRef<Path>) -> io::Result<Self> {
        open(&self.descriptor, host::beneath(path.as_ref())?).await
    }

    /// Creates the directory `path` beneath this one, like [`crate::Dir::create_dir`].
    ///
    /// # Errors
    ///
    /// Those of [`crate::Dir::create_dir`].
    pub async fn create_dir(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let created = self
            .descriptor
            .create_directory_at(host::beneath(path.as_ref())?);
        created.await.map_err(error_p3)
    }

    /// Returns the descriptor, for calls to `wasi:filesystem` and to [`bindings`](super::bindings).
    pub fn as_descriptor(&self) -> &Descriptor {
        &self.descriptor
    }
}

async fn open(dir: &Descriptor, path: String) -> io::Result<Dir> {
    // A host that opens first and looks at the type afterwards hangs at a FIFO without a writer:
    // wasmtime does.
    let stat = dir.stat_at(PathFlags::SYMLINK_FOLLOW, path.clone()).await;
    if !matches!(stat.map_err(error_p3)?.type_, DescriptorType::Directory) {
        return Err(error_p3(ErrorCode::NotDirectory));
    }
    // Hosts that follow the WIT to the letter refuse to hand out a right that `dir` does not have.
    let rights = dir.get_flags().await.map_err(error_p3)? & DescriptorFlags::MUTATE_DIRECTORY;
    let flags = DescriptorFlags::READ | rights;
    let opened = dir.open_at(PathFlags::SYMLINK_FOLLOW, path, OpenFlags::DIRECTORY, flags);
    opened.await.map(Dir::from).map_err(error_p3)
}

impl From<Descriptor> for Dir {
    fn from(descriptor: Descriptor) -> Self {
        Self { descriptor }
    }
}

impl From<Dir> for Descriptor {
    fn from(dir: Dir) -> Self {
        dir.descriptor
    }
}
