//! The typed way to make a node.

use std::io;
use std::path::Path;

use crate::bindings::types::{Mode, NodeType};
use crate::{Dir, path, sys};

/// What node to make, in the manner of [`std::fs::OpenOptions`].
///
/// ```no_run
/// use wasi_mknod::{Device, Mode, NodeOptions, NodeType};
///
/// // A FIFO, readable and writable by everybody whom the umask lets.
/// NodeOptions::new(NodeType::Fifo).create("/tmp/requests")?;
///
/// let null = NodeType::CharacterDevice(Device::new(1, 3));
/// NodeOptions::new(null).mode(Mode::from_raw_mode(0o600)).create("/dev/null")?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeOptions {
    node_type: NodeType,
    mode: Mode,
}

impl NodeOptions {
    /// Starts with a node of this type and mode 0666, which is what most programs ask for.
    #[must_use]
    pub const fn new(node_type: NodeType) -> Self {
        Self {
            node_type,
            mode: Mode::from_raw_mode(0o666),
        }
    }

    /// Sets the mode, from which the guest's [`umask`](crate::umask) takes bits away.
    #[must_use]
    pub const fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// What the front end of another WASI version needs of them.
    #[cfg(feature = "p3")]
    pub(crate) const fn parts(&self) -> (NodeType, Mode) {
        (self.node_type, self.mode)
    }

    /// Creates the node at `path`, which finds its preopened directory as the
    /// [crate](crate#paths)'s page says.
    ///
    /// # Errors
    ///
    /// * [`AlreadyExists`](io::ErrorKind::AlreadyExists) (`EEXIST`): something is there, be it a
    ///   symbolic link that leads nowhere.
    /// * [`NotFound`](io::ErrorKind::NotFound) (`ENOENT`): a leading component does not exist, the
    ///   path is empty or ends in a slash and names nothing, or no preopened directory matches it.
    /// * [`PermissionDenied`](io::ErrorKind::PermissionDenied) (`EPERM`): the host does not grant
    ///   this node, the path leaves the preopened directory, or that one is read-only for the
    ///   guest. (`EACCES`): the host's user may not search or write a directory.
    /// * [`InvalidInput`](io::ErrorKind::InvalidInput) (`EINVAL`): the device number is out of
    ///   range, or the path has a NUL byte. `std::fs` has the same kind for the latter.
    /// * `EILSEQ`: the path is not UTF-8, which is all that WASI has.
    /// * [`Unsupported`](io::ErrorKind::Unsupported) (`ENOTSUP`): the host's platform has no such
    ///   nodes. On targets other than WASI it is the only answer.
    /// * What else the host's file system says: `EDQUOT`, `EIO`, `ELOOP`, `ENAMETOOLONG`, `ENOMEM`,
    ///   `ENOSPC`, `ENOTDIR`, `EROFS`.
    pub fn create(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let (dir, rest) = path::locate(path.as_ref())?;
        sys::mknod(dir, &rest, self.node_type, self.mode)
    }

    /// Creates the node at `path` beneath the directory `dir`.
    ///
    /// An absolute path is not permitted, and neither is one that leaves `dir`.
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create), and [`NotADirectory`](io::ErrorKind::NotADirectory) if
    /// `dir` is made of the descriptor of something else.
    pub fn create_at(&self, dir: &Dir, path: impl AsRef<Path>) -> io::Result<()> {
        sys::mknod(
            dir.as_descriptor(),
            path::as_str(path.as_ref())?,
            self.node_type,
            self.mode,
        )
    }
}

#[cfg(all(test, not(target_os = "wasi")))]
mod tests {
    use std::io::ErrorKind;

    #[test]
    fn outside_of_wasi_calls_are_unsupported() {
        for result in [
            crate::mkfifo("new", 0o600),
            crate::mknod("/new", crate::S_IFCHR, 0),
            crate::mknod("", crate::S_IFLNK, 0),
            crate::Dir::open(".").map(drop),
        ] {
            assert_eq!(
                result.map_err(|error| error.kind()),
                Err(ErrorKind::Unsupported)
            );
        }
        let before = crate::umask(0o7077);
        assert_eq!(crate::umask(before), 0o077);
    }
}
