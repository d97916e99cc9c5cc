//! Unix systems.

#[cfg(target_vendor = "apple")]
mod apple;
#[cfg(target_os = "linux")]
pub(crate) mod beneath;
#[cfg(feature = "wasm")]
pub(crate) mod directory;
#[cfg(feature = "wasm")]
#[cfg_attr(
    any(target_os = "linux", target_os = "android"),
    path = "umask_linux.rs"
)]
#[cfg_attr(
    not(any(target_os = "linux", target_os = "android")),
    path = "umask_shared.rs"
)]
pub(crate) mod umask;

use crate::{Mode, NodeType};
use rustix::fs::FileType;
pub(crate) use rustix::io::Errno;
use std::fs::File;
#[cfg(any(feature = "wasm", not(target_os = "linux")))]
use std::io;

/// Turns an error of cap-primitives into the `errno` that it stands for.
///
/// A path that leads out of its directory is the one error that the resolver makes up itself: it has a kind but no
/// number.
#[cfg(any(feature = "wasm", not(target_os = "linux")))]
pub(crate) fn errno_of(error: &io::Error) -> Errno {
    if let Some(errno) = Errno::from_io_error(error) {
        return errno;
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => Errno::PERM,
        io::ErrorKind::InvalidInput => Errno::INVAL,
        _ => {
            tracing::warn!(%error, "an error without a number");
            Errno::IO
        }
    }
}

/// Makes the node `name` in `dir`, with `mode` less the umask of the calling thread.
///
/// # Errors
///
/// What the kernel says. `NOTSUP` where the kernel has no such call or no such node.
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
        // Linux answers EPERM to mknod with S_IFDIR; POSIX has it make a directory, as mkdirat does.
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

#[cfg(not(target_vendor = "apple"))]
use rustix::fs::mknodat as call;

/// `mknodat` and `mkfifoat` came with macOS 13: they are looked up when they are needed, so that a program which links
/// this crate still starts on older systems.
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

/// Whether this platform has special files at all.
pub(crate) const AVAILABLE: bool = true;
