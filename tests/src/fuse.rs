//! A file system that fails as it is told to.

use crate::mounts::Mounted;
use fuser::{
    Config, Errno, FileAttr, FileHandle, FileType, Filesystem, INodeNo, ReplyAttr, ReplyEntry,
    Request, Session, SessionACL,
};
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

/// A mounted directory in which nothing can be made and nothing be found.
///
/// To make a node of the name `5` fails with the error number 5, and so with every other number. To look for `find-5`
/// fails with the error number 5 as well.
#[derive(Debug)]
pub struct Failing {
    mounted: Mounted,
}

impl Failing {
    /// Mounts it.
    ///
    /// # Errors
    ///
    /// What the kernel says; it may have no FUSE.
    pub fn mount() -> io::Result<Self> {
        let device: OwnedFd = File::options()
            .read(true)
            .write(true)
            .open("/dev/fuse")?
            .into();
        let fd = device.as_raw_fd();
        let options = format!("fd={fd},rootmode=40000,user_id=0,group_id=0");
        let mounted = Mounted::new("fuse", &options)?;
        let session = Session::from_fd(Root, device, SessionACL::All, Config::default())?;
        // It ends when the file system is unmounted.
        thread::spawn(|| session.run());
        Ok(Self { mounted })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.mounted.path()
    }
}

struct Root;

impl Root {
    const ATTRIBUTES: FileAttr = FileAttr {
        ino: INodeNo::ROOT,
        size: 0,
        blocks: 0,
        atime: SystemTime::UNIX_EPOCH,
        mtime: SystemTime::UNIX_EPOCH,
        ctime: SystemTime::UNIX_EPOCH,
        crtime: SystemTime::UNIX_EPOCH,
        kind: FileType::Directory,
        perm: 0o777,
        nlink: 2,
        uid: 0,
        gid: 0,
        rdev: 0,
        blksize: 4096,
        flags: 0,
    };

    fn error(name: &OsStr, prefix: &str) -> Option<Errno> {
        let number = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
        Some(Errno::from_i32(number))
    }
}

impl Filesystem for Root {
    fn getattr(&self, _: &Request, _: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&Duration::ZERO, &Self::ATTRIBUTES);
    }

    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        reply.error(Self::error(name, "find-").unwrap_or(Errno::ENOENT));
    }

    fn mknod(
        &self,
        _: &Request,
        _: INodeNo,
        name: &OsStr,
        _: u32,
        _: u32,
        _: u32,
        reply: ReplyEntry,
    ) {
        reply.error(Self::error(name, "").unwrap_or(Errno::EPERM));
    }

    fn mkdir(&self, _: &Request, _: INodeNo, name: &OsStr, _: u32, _: u32, reply: ReplyEntry) {
        reply.error(Self::error(name, "").unwrap_or(Errno::EPERM));
    }
}
