//! Opens nodes in one step on mounts without devices.
//!
//! A path is looked at before it is opened because the open of a device has effects. On a mount
//! with the option `nodev` the kernel refuses to open devices, before their drivers are asked. So
//! the node can be opened at once there, in non-blocking mode, and be looked at afterwards.
//!
//! This is as safe as a look at a handle. The mount of the directory is asked for its options, and
//! the path may not lead onto another mount (`RESOLVE_NO_XDEV`). A mount whose option is taken away
//! between the two system calls is the only gap, and only the administrator of the mount namespace
//! can do that. A FIFO that is opened is open for what the guest asked for, as if by its handle. A
//! regular file and a directory are not affected by the non-blocking mode, which is taken back.
//!
//! # References
//!
//! - [Linux `mount(2)`](https://man7.org/linux/man-pages/man2/mount.2.html), `MS_NODEV`
//! - [Linux `openat2(2)`](https://man7.org/linux/man-pages/man2/openat2.2.html)

use super::handle::{Access, CONFINED};
use super::stat::{FileType, Stat, stat};
use crate::sys::Errno;
use rustix::fs::{Mode, OFlags, ResolveFlags, StatVfsMountFlags, fcntl_setfl, fstatvfs, openat2};
use std::fs::File;

/// The mode of new files, before the umask of the process.
const MODE: Mode = Mode::from_raw_mode(0o666);

/// Opens the node `path` beneath `dir`, if the mount has no devices and the path stays on it. A
/// FIFO stays in non-blocking mode.
///
/// `follow` follows a symbolic link as the last component. `create` makes a regular file where
/// nothing exists.
///
/// Returns `None` where a handle is to be looked at: on other mounts, and for what fails, other
/// than for want of the node.
pub(crate) fn open(
    dir: &File,
    path: &str,
    follow: bool,
    create: bool,
    access: Access,
) -> Option<Result<(File, Stat), Errno>> {
    let options = fstatvfs(dir).ok()?.f_flag;
    if !options.contains(StatVfsMountFlags::NODEV) {
        return None;
    }
    let mut flags = access.flags() | OFlags::NONBLOCK;
    flags.set(OFlags::NOFOLLOW, !follow);
    flags.set(OFlags::CREATE, create);
    let mode = if create { MODE } else { Mode::empty() };
    let file = match openat2(dir, path, flags, mode, CONFINED | ResolveFlags::NO_XDEV) {
        Ok(file) => File::from(file),
        Err(Errno::NOENT) if !create => return Some(Err(Errno::NOENT)),
        Err(_) => return None,
    };
    let stat = stat(&file).ok()?;
    match stat.file_type {
        // Of the flags that `F_SETFL` sets, the file was opened with no other one.
        FileType::RegularFile | FileType::Directory => fcntl_setfl(&file, OFlags::empty()).ok()?,
        FileType::Fifo => {}
        _ => return None,
    }
    Some(Ok((file, stat)))
}
