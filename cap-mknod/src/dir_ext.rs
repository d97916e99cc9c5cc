//! `mknod` for native code.

use crate::sys::Errno;
use crate::{Mode, NodeType, resolve};
use cap_std::fs::Dir;
use io_lifetimes::AsFilelike;
use std::fs::File;
use std::io;
use std::path::Path;

mod sealed {
    pub trait Sealed {}

    impl Sealed for cap_std::fs::Dir {}
}

/// Adds `mknod` to [`cap_std::fs::Dir`].
///
/// The trait is sealed: other types do not implement it.
///
/// # Examples
///
/// ```
/// use cap_std::{ambient_authority, fs::Dir};
/// use cap_mknod::{DirExt, Mode, NodeType};
/// # fn main() -> std::io::Result<()> {
/// # #[cfg(unix)] {
/// # let temporary = tempfile::tempdir()?;
/// # let path = temporary.path();
/// let dir = Dir::open_ambient_dir(path, ambient_authority())?;
/// dir.mknod("pipe", NodeType::Fifo, Mode::from_bits_truncate(0o600))?;
/// # use cap_std::fs::FileTypeExt;
/// assert!(dir.symlink_metadata("pipe")?.file_type().is_fifo());
/// # }
/// # Ok(())
/// # }
/// ```
pub trait DirExt: sealed::Sealed {
    /// Creates the file system node `path` in this directory, like `mknodat(2)`.
    ///
    /// Symbolic links before the last component of `path` are followed as long as they stay inside
    /// this directory. The last component is not followed, and nothing that exists is replaced.
    /// `mode` is subject to the umask of the process. A [`NodeType::Directory`] is created as by
    /// `mkdirat(2)`.
    ///
    /// # Errors
    ///
    /// The error of the kernel, and before the file system is touched:
    ///
    /// * `ENAMETOOLONG` for a path above 4095 bytes or a component above 255 bytes;
    /// * `EINVAL` for a path with a NUL byte;
    /// * `EPERM` for an absolute path or one that leads out of this directory;
    /// * `EILSEQ` for a path that is not UTF-8;
    /// * `EOPNOTSUPP` on platforms that have no such nodes.
    ///
    /// # References
    ///
    /// - [POSIX `mknodat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknodat.html)
    /// - [Linux `mknodat(2)`](https://man7.org/linux/man-pages/man2/mknodat.2.html)
    /// - [FreeBSD `mknodat(2)`](https://man.freebsd.org/cgi/man.cgi?query=mknodat&sektion=2)
    fn mknod(&self, path: impl AsRef<Path>, node_type: NodeType, mode: Mode) -> io::Result<()>;
}

impl DirExt for Dir {
    fn mknod(&self, path: impl AsRef<Path>, node_type: NodeType, mode: Mode) -> io::Result<()> {
        let path = path.as_ref().to_str().ok_or(Errno::ILSEQ)?;
        let dir = self.as_filelike_view::<File>();
        resolve::parent(&dir, path)?.mknod(node_type, mode)
    }
}
