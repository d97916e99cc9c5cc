//! What can be known of a node without opening it.

use crate::sys::Errno;
use crate::sys::handle;
use crate::sys::stat::{self, FileType, Stat};
use crate::{Device, NodeType, resolve};
use std::fs::File;

/// Says what the node `path` beneath `dir` is, by the rules for paths that `mknod` has.
///
/// # Errors
///
/// See [`resolve::check`]; `PERM` for a path that leads out of `dir`; and what the kernel says.
pub(crate) fn stat_at(dir: &File, path: &str, follow: bool) -> Result<Stat, Errno> {
    resolve::check(path)?;
    let handle = handle::pin(dir, path, follow)?;
    stat::stat(&handle)
}

/// Returns the type of a node, or `None` if `mknod` could not make it.
pub(crate) fn node_type(stat: &Stat) -> Option<NodeType> {
    let device = || Device::new(stat.device.0, stat.device.1).ok();
    Some(match stat.file_type {
        FileType::RegularFile => NodeType::RegularFile,
        FileType::Directory => NodeType::Directory,
        FileType::Fifo => NodeType::Fifo,
        FileType::Socket => NodeType::Socket,
        FileType::CharacterDevice => NodeType::CharacterDevice(device()?),
        FileType::BlockDevice => NodeType::BlockDevice(device()?),
        _ => return None,
    })
}

/// A node without a device number that wasmtime-wasi does not tell from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Special {
    Fifo,
    Socket,
}

/// Returns what a node is of which wasmtime-wasi says that it is unknown.
pub(crate) fn special(file_type: FileType) -> Option<Special> {
    match file_type {
        FileType::Fifo => Some(Special::Fifo),
        FileType::Socket => Some(Special::Socket),
        _ => None,
    }
}

/// Returns whether `file` is a FIFO, be it open or not.
pub(crate) fn is_fifo(file: &File) -> bool {
    stat::stat(file).is_ok_and(|stat| stat.file_type == FileType::Fifo)
}
