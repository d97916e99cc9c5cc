//! Types and metadata of nodes that are not opened.

use crate::resolve;
use crate::sys::Errno;
use crate::sys::handle;
use crate::sys::stat::{self, FileType, Stat};
use cap_mknod::{Device, NodeType};
use std::fs::File;

/// Returns the metadata of the node `path` beneath `dir`. Paths follow the rules of `mknod`.
///
/// # Errors
///
/// Those of [`resolve::check`] and of the kernel, and `PERM` for a path that leads out of `dir`.
pub(crate) fn stat_at(dir: &File, path: &str, follow: bool) -> Result<Stat, Errno> {
    resolve::check(path)?;
    let handle = handle::pin(dir, path, follow)?;
    stat::stat(&handle)
}

/// Returns the type of a node, or `None` for a type that `mknod` cannot create.
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

/// The type of a node that wasmtime-wasi reports as unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Special {
    Fifo,
    Socket,
}

/// Returns the type of a node that wasmtime-wasi reports as unknown.
pub(crate) fn special(file_type: FileType) -> Option<Special> {
    match file_type {
        FileType::Fifo => Some(Special::Fifo),
        FileType::Socket => Some(Special::Socket),
        _ => None,
    }
}
