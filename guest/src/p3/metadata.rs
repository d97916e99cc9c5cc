//! What is known of a node.

use std::io;
use std::path::Path;

use wasip3::filesystem::types::{Descriptor, PathFlags};

use super::{Dir, bindings, host};
use crate::Metadata;
use crate::sys::error_p3;

/// Returns what is known of the node `path`, following symbolic links, like [`crate::metadata`].
///
/// # Errors
///
/// Those of [`crate::metadata`].
pub async fn metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let (dir, rest) = host::locate(path.as_ref())?;
    stat(dir, rest, PathFlags::SYMLINK_FOLLOW).await
}

/// Returns what is known of the node `path`, which may be a symbolic link, like
/// [`crate::symlink_metadata`].
///
/// # Errors
///
/// Those of [`crate::metadata`].
pub async fn symlink_metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let (dir, rest) = host::locate(path.as_ref())?;
    stat(dir, rest, PathFlags::empty()).await
}

impl Dir {
    /// Returns what is known of the node `path` beneath this directory, following symbolic links.
    ///
    /// # Errors
    ///
    /// Those of [`crate::metadata`].
    pub async fn metadata(&self, path: impl AsRef<Path>) -> io::Result<Metadata> {
        let path = host::beneath(path.as_ref())?;
        stat(self.as_descriptor(), path, PathFlags::SYMLINK_FOLLOW).await
    }

    /// Returns what is known of the node `path` beneath this directory, which may be a symbolic
    /// link.
    ///
    /// # Errors
    ///
    /// Those of [`crate::metadata`].
    pub async fn symlink_metadata(&self, path: impl AsRef<Path>) -> io::Result<Metadata> {
        let path = host::beneath(path.as_ref())?;
        stat(self.as_descriptor(), path, PathFlags::empty()).await
    }
}

async fn stat(dir: &Descriptor, path: String, flags: PathFlags) -> io::Result<Metadata> {
    let stat = bindings::metadata::stat_at(dir, flags, path).await;
    stat.map(Metadata::from).map_err(error_p3)
}
