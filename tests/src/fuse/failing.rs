//! A file system that fails as it is told to.

use super::{attributes, mount};
use crate::mounts::Mounted;
use fuser::{Errno, FileHandle, Filesystem, INodeNo, ReplyAttr, ReplyEntry, Request};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::Duration;

/// A mounted directory in which nothing can be made and nothing be found.
///
/// To make a node of the name `5` fails with the error number 5, and so with every other number. To
/// look for `find-5` fails with the error number 5 as well.
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
        let mounted = mount(Root)?;
        Ok(Self { mounted })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.mounted.path()
    }
}

struct Root;

impl Root {
    fn error(name: &OsStr, prefix: &str) -> Option<Errno> {
        let number = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
        Some(Errno::from_i32(number))
    }
}

impl Filesystem for Root {
    fn getattr(&self, _: &Request, _: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&Duration::ZERO, &attributes(INodeNo::ROOT));
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
