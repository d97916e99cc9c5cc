//! Directories to make nodes in.

use std::io;
use std::path::Path;

use wasip2::filesystem::types::Descriptor;

use crate::{path, sys};

/// An open directory: where [`mknodat`](crate::mknodat) and the other functions that take a
/// directory start.
///
/// It is a [`Descriptor`] of the `wasip2` crate, the type of `wasi:filesystem` that other guest
/// crates use too, and converts from and into it. Dropping it closes it.
///
/// ```no_run
/// let dev = wasi_mknod::Dir::open("/srv/root")?.open_dir("dev")?;
/// wasi_mknod::mkfifoat(&dev, "initctl", 0o600)?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Dir {
    descriptor: Descriptor,
}

impl Dir {
    /// Opens the directory `path`, which finds its preopened directory as the
    /// [crate](crate#paths)'s page says.
    ///
    /// The host's user must be able to read the directory. To make a node, writing and searching
    /// are enough: where only these are allowed, use a path instead of a `Dir`.
    ///
    /// # Errors
    ///
    /// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): it does not exist, or no preopened
    ///   directory matches `path`.
    /// * [`NotADirectory`](io::ErrorKind::NotADirectory) (`ENOTDIR`): it is something else.
    /// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EACCES`, `EPERM`): it may not be
    ///   opened, or it is outside the preopened directory.
    /// * [`Unsupported`](io::ErrorKind::Unsupported): this target is not WASI.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::open_dir(dir, &rest).map(Self::from)
    }

    /// Opens the directory `path` beneath this one.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_dir(&self, path: impl AsRef<Path>) -> io::Result<Self> {
        sys::open_dir(&self.descriptor, path::as_str(path.as_ref())?).map(Self::from)
    }

    /// Creates the directory `path` beneath this one, with the mode that the host chooses.
    ///
    /// This is `create-directory-at` of `wasi:filesystem`, which every host has, and so neither the
    /// host's policy for nodes nor [`umask`](crate::umask) counts. A mode of one's own takes a host
    /// that grants [`NodeType::Directory`](crate::NodeType::Directory).
    ///
    /// # Errors
    ///
    /// * [`AlreadyExists`](io::ErrorKind::AlreadyExists) (`EEXIST`): something is there.
    /// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): a leading component does not exist.
    /// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EACCES`, `EPERM`): it may not be
    ///   made, or it would be outside this directory.
    /// * [`Unsupported`](io::ErrorKind::Unsupported): this target is not WASI.
    pub fn create_dir(&self, path: impl AsRef<Path>) -> io::Result<()> {
        sys::create_dir(&self.descriptor, path::as_str(path.as_ref())?)
    }

    /// Returns the descriptor, for calls to `wasi:filesystem` and to [`bindings`](crate::bindings).
    pub fn as_descriptor(&self) -> &Descriptor {
        &self.descriptor
    }
}

/// Takes any descriptor. If it is not a directory, making nodes in it fails with `ENOTDIR`.
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
