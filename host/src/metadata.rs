//! Types and metadata of nodes that are not opened.

use crate::sys::Errno;
use crate::sys::handle;
use crate::sys::stat::{self, FileType, Stat};
use crate::{recorded, resolve};
use cap_mknod::{Device, NodeType};
use std::fs::File;

/// Returns the metadata of the node `path` beneath `dir`. Paths follow the rules of `mknod`.
///
/// # Errors
///
/// Those of [`resolve::check`] and of the kernel, and `PERM` for a path that leads out of `dir`.
pub(crate) fn stat_at(dir: &File, path: &str, follow: bool, recorded: bool) -> Result<Stat, Errno> {
    resolve::check(path)?;
    look(dir, path, follow, recorded)
}

/// Returns the metadata of the node `path` beneath `dir`. `recorded` asks for what is recorded of it.
///
/// # Errors
///
/// Those of the kernel, and `PERM` for a path that leads out of `dir`.
pub(crate) fn look(dir: &File, path: &str, follow: bool, recorded: bool) -> Result<Stat, Errno> {
    if recorded {
        return recorded::stated(&handle::pin(dir, path, follow)?);
    }
    // A name in `dir` leads nowhere else, so it needs no handle.
    if resolve::is_entry(path) {
        let stat = stat::stat_entry(dir, path)?;
        if !follow || stat.file_type != FileType::Symlink {
            return Ok(stat);
        }
    }
    stat::stat(&handle::pin(dir, path, follow)?)
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
