//! The functions that make nodes.

use std::io;
use std::path::Path;

use wasip3::filesystem::types::Descriptor;

use super::{Dir, bindings, host};
use crate::bindings::types::{Mode, Node};
use crate::sys::error_p3;
use crate::{MknodManyError, NodeOptions, posix};

/// Creates the file system node `path`, like [`crate::mknod`].
///
/// # Errors
///
/// Those of [`crate::mknod`].
///
/// # References
///
/// - [POSIX `mknod`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknod.html)
pub async fn mknod(path: impl AsRef<Path>, mode: u32, dev: u64) -> io::Result<()> {
    create(&posix::from_raw(mode, dev)?, path).await
}

/// Creates the file system node `path` in the directory `dir`, like [`crate::mknodat`].
///
/// # Errors
///
/// Those of [`crate::mknod`].
///
/// # References
///
/// - [POSIX `mknodat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknod.html)
pub async fn mknodat(dir: &Dir, path: impl AsRef<Path>, mode: u32, dev: u64) -> io::Result<()> {
    create_at(&posix::from_raw(mode, dev)?, dir, path).await
}

/// Creates a FIFO, like [`crate::mkfifo`].
///
/// # Errors
///
/// Those of [`crate::mkfifo`].
///
/// # References
///
/// - [POSIX `mkfifo`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mkfifo.html)
pub async fn mkfifo(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    mknod(path, posix::fifo_mode(mode)?, 0).await
}

/// Creates a FIFO in the directory `dir`, like [`crate::mkfifoat`].
///
/// # Errors
///
/// Those of [`crate::mkfifo`].
///
/// # References
///
/// - [POSIX `mkfifoat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mkfifo.html)
pub async fn mkfifoat(dir: &Dir, path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    mknodat(dir, path, posix::fifo_mode(mode)?, 0).await
}

/// Creates the node that `options` say at `path`, like [`NodeOptions::create`].
///
/// # Errors
///
/// Those of [`NodeOptions::create`].
pub async fn create(options: &NodeOptions, path: impl AsRef<Path>) -> io::Result<()> {
    let (dir, rest) = host::locate(path.as_ref())?;
    make(dir, rest, options).await
}

/// Creates the node that `options` say at `path` beneath the directory `dir`, like
/// [`NodeOptions::create_at`].
///
/// # Errors
///
/// Those of [`NodeOptions::create_at`].
pub async fn create_at(options: &NodeOptions, dir: &Dir, path: impl AsRef<Path>) -> io::Result<()> {
    make(dir.as_descriptor(), host::beneath(path.as_ref())?, options).await
}

async fn make(dir: &Descriptor, path: String, options: &NodeOptions) -> io::Result<()> {
    let (node_type, mode) = options.parts();
    let made = bindings::mknod::mknod(dir, path, node_type, mode);
    made.await.map_err(error_p3)
}

/// Creates several nodes beneath the directory `dir`, in order, stopping at the first failure, like
/// [`crate::mknod_many`].
///
/// # Errors
///
/// How many nodes were made before the failure, and what it was. The nodes made stay.
pub async fn mknod_many(
    dir: &Dir,
    nodes: impl IntoIterator<Item = Node>,
) -> Result<(), MknodManyError> {
    host::available().map_err(|error| MknodManyError::new(0, error))?;
    let nodes = nodes.into_iter().collect();
    let made = bindings::mknod::mknod_many(dir.as_descriptor(), nodes);
    made.await
        .map_err(|(made, code)| MknodManyError::new(made, error_p3(code)))
}

/// Sets the guest's umask and returns the one before it, like [`crate::umask`]: a guest has one,
/// whichever version it speaks.
pub fn umask(mask: u32) -> u32 {
    if host::available().is_err() {
        return crate::umask(mask);
    }
    let mask = Mode::from_raw_mode(mask & 0o777);
    bindings::mknod::umask(mask).as_raw_mode()
}
