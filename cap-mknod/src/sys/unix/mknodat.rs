//! The system call itself.

#[cfg(all(target_os = "linux", feature = "use-libc"))]
use super::super::linux::libc::mknodat as call;
#[cfg(target_vendor = "apple")]
use super::apple;
use crate::sys::Errno;
use crate::{Mode, NodeType};
use rustix::fs::FileType;
#[cfg(not(any(
    target_vendor = "apple",
    all(target_os = "linux", feature = "use-libc")
)))]
use rustix::fs::mknodat as call;
use std::fs::File;

/// Creates the node `name` in `dir`. `mode` is subject to the umask of the calling thread.
///
/// # Errors
///
/// Those of the kernel, and `NOTSUP` where the kernel has no such call or no such node.
///
/// # References
///
/// - [POSIX `mknodat`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknodat.html)
/// - [Linux `mknodat(2)`](https://man7.org/linux/man-pages/man2/mknodat.2.html)
/// - [FreeBSD `mknodat(2)`](https://man.freebsd.org/cgi/man.cgi?query=mknodat&sektion=2)
pub(crate) fn mknodat(
    dir: &File,
    name: &str,
    node_type: NodeType,
    mode: Mode,
) -> Result<(), Errno> {
    let raw_mode = rustix::fs::Mode::from_raw_mode(mode.bits().into());
    let file_type = match node_type {
        // On Linux mknod with S_IFDIR fails with EPERM. In POSIX it creates a directory, like
        // mkdirat.
        NodeType::Directory => return rustix::fs::mkdirat(dir, name, raw_mode),
        NodeType::RegularFile => FileType::RegularFile,
        NodeType::Fifo => FileType::Fifo,
        NodeType::Socket => FileType::Socket,
        NodeType::CharacterDevice(_) => FileType::CharacterDevice,
        NodeType::BlockDevice(_) => FileType::BlockDevice,
    };
    let device = node_type.device().map_or(0, |device| {
        rustix::fs::makedev(device.major(), device.minor())
    });
    call(dir, name, file_type, raw_mode, device)
}

/// `mknodat` and `mkfifoat` came with macOS 13. They are looked up at run time, so that a program
/// with this crate starts on older systems.
#[cfg(target_vendor = "apple")]
fn call(
    dir: &File,
    name: &str,
    file_type: FileType,
    mode: rustix::fs::Mode,
    device: rustix::fs::Dev,
) -> Result<(), Errno> {
    apple::mknodat(dir, name, file_type, mode, device)
}

/// Whether this platform has special files.
pub(crate) const AVAILABLE: bool = true;
