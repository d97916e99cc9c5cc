//! File systems that are programs of the tests.

mod failing;
mod hanging;
mod rescue;
mod stalling;

pub use failing::Failing;
pub use hanging::Hanging;
pub use rescue::Rescue;
pub use stalling::Stalling;

use crate::mounts::Mounted;
use fuser::{Config, FileAttr, FileType, Filesystem, INodeNo, Session, SessionACL};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::thread;
use std::time::SystemTime;

/// Mounts a file system, which ends when it is unmounted.
///
/// # Errors
///
/// What the kernel says; it may have no FUSE.
fn mount(filesystem: impl Filesystem + 'static) -> io::Result<Mounted> {
    mount_with(filesystem, "")
}

/// Does so with more options of the kernel, each after a comma.
fn mount_with(filesystem: impl Filesystem + 'static, more: &str) -> io::Result<Mounted> {
    let device: OwnedFd = File::options()
        .read(true)
        .write(true)
        .open("/dev/fuse")?
        .into();
    let fd = device.as_raw_fd();
    let options = format!("fd={fd},rootmode=40000,user_id=0,group_id=0{more}");
    let mounted = Mounted::new("fuse", &options)?;
    let session = Session::from_fd(filesystem, device, SessionACL::All, Config::default())?;
    thread::spawn(|| session.run());
    Ok(mounted)
}

/// The attributes of a node: the root is a directory, all others are FIFOs.
fn attributes(number: INodeNo) -> FileAttr {
    let is_root = number == INodeNo::ROOT;
    FileAttr {
        ino: number,
        size: 0,
        blocks: 0,
        atime: SystemTime::UNIX_EPOCH,
        mtime: SystemTime::UNIX_EPOCH,
        ctime: SystemTime::UNIX_EPOCH,
        crtime: SystemTime::UNIX_EPOCH,
        kind: match is_root {
            true => FileType::Directory,
            false => FileType::NamedPipe,
        },
        perm: if is_root { 0o777 } else { 0o600 },
        nlink: if is_root { 2 } else { 1 },
        uid: 0,
        gid: 0,
        rdev: 0,
        blksize: 4096,
        flags: 0,
    }
}
