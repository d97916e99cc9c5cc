//! The directory `/dev` of a guest: a table of nodes, behind a directory that has no name.
//!
//! The preopened directory is one that was removed from its file system, so that no path leads to
//! it and nothing can be made in it. All processes that hold it see it empty; the nodes exist for
//! calls of guests only. One such directory serves all stores of the process, as nobody can change
//! anything in it.

use super::{Device, Memory, StandardStreams, Stream};
use crate::resolve;
use crate::sys::nowhere::{self, Kind};
use crate::sys::stat::{self, FileType, Identity, Stat};
use crate::sys::{Errno, errno_of};
use std::fs::File;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The nodes of `/dev`.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// A node of `/dev`.
#[derive(Debug)]
pub(crate) struct Node {
    entry: &'static Entry,
    /// A directory without a name, or a handle to a file without one.
    handle: File,
    identity: Identity,
}

#[derive(Debug)]
struct Entry {
    /// The number of the directory in the table.
    parent: usize,
    name: &'static str,
    what: What,
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Directory,
    /// A symbolic link to this path, which leads to a device and starts at the root.
    Link(&'static str),
    Device(Device),
}

const ROOT: usize = 0;
const FD: usize = 1;

static TABLE: [Entry; 14] = [
    entry(ROOT, "", What::Directory),
    entry(ROOT, "fd", What::Directory),
    entry(FD, "0", What::Device(Device::Stream(Stream::Input))),
    entry(FD, "1", What::Device(Device::Stream(Stream::Output))),
    entry(FD, "2", What::Device(Device::Stream(Stream::Error))),
    entry(ROOT, "full", What::Device(Device::Memory(Memory::Full))),
    entry(ROOT, "null", What::Device(Device::Memory(Memory::Null))),
    entry(ROOT, "random", What::Device(Device::Memory(Memory::Random))),
    entry(ROOT, "stderr", What::Link("fd/2")),
    entry(ROOT, "stdin", What::Link("fd/0")),
    entry(ROOT, "stdout", What::Link("fd/1")),
    entry(ROOT, "tty", What::Device(Device::Stream(Stream::Terminal))),
    entry(
        ROOT,
        "urandom",
        What::Device(Device::Memory(Memory::Urandom)),
    ),
    entry(ROOT, "zero", What::Device(Device::Memory(Memory::Zero))),
];

const fn entry(parent: usize, name: &'static str, what: What) -> Entry {
    Entry { parent, name, what }
}

impl Tree {
    /// Returns the tree of the process.
    ///
    /// # Errors
    ///
    /// Those of the kernel, each time anew.
    pub(crate) fn get() -> Result<&'static Self, Errno> {
        static TREE: OnceLock<Tree> = OnceLock::new();
        if let Some(tree) = TREE.get() {
            return Ok(tree);
        }
        let tree = Self::make()?;
        Ok(TREE.get_or_init(|| tree))
    }

    fn make() -> Result<Self, Errno> {
        let kinds = TABLE.iter().map(|entry| match entry.what {
            What::Directory => Kind::Directory,
            What::Link(_) | What::Device(_) => Kind::File,
        });
        let handles = nowhere::make(kinds)?;
        let nodes = TABLE.iter().zip(handles).map(|(entry, handle)| {
            let identity = stat::stat(&handle)?.identity;
            Ok(Node {
                entry,
                handle,
                identity,
            })
        });
        Ok(Self {
            nodes: nodes.collect::<Result<_, Errno>>()?,
        })
    }

    /// Returns a path by which this process opens the directory.
    pub(crate) fn path(&self) -> PathBuf {
        nowhere::path(&self.nodes[ROOT].handle)
    }

    /// Returns the number of the directory that `dir` is, or `None` if it is none of the tree.
    pub(crate) fn directory(&self, dir: &File) -> Option<usize> {
        let identity = stat::stat(dir).ok()?.identity;
        let mut nodes = self.nodes.iter();
        nodes.position(|node| node.is_directory() && node.identity == identity)
    }

    /// Returns whether `file` is a node of the tree.
    pub(crate) fn has(&self, file: &File) -> bool {
        let identity = stat::stat(file).map(|stat| stat.identity);
        self.nodes.iter().any(|node| Ok(node.identity) == identity)
    }

    /// Finds the node `path` that starts at the directory `start`. `follow` follows a symbolic link
    /// as the last component.
    ///
    /// # Errors
    ///
    /// Those of the kernel, and `PERM` for a path that leads out of the directory.
    pub(crate) fn find(&self, start: usize, path: &str, follow: bool) -> Result<&Node, Errno> {
        resolve::check(path)?;
        let mut at = start;
        let mut components = path.split('/').peekable();
        while let Some(component) = components.next() {
            if !self.nodes[at].is_directory() {
                return Err(Errno::NOTDIR);
            }
            at = match component {
                "" | "." => continue,
                ".." if at == start => return Err(Errno::PERM),
                ".." => self.nodes[at].entry.parent,
                name => self.child(at, name)?,
            };
            let is_last = components.peek().is_none();
            if let What::Link(target) = self.nodes[at].what()
                && (follow || !is_last)
            {
                let end = |at, name| self.child(at, name);
                at = target.split('/').try_fold(ROOT, end)?;
            }
        }
        Ok(&self.nodes[at])
    }

    fn child(&self, parent: usize, name: &str) -> Result<usize, Errno> {
        let mut nodes = self.nodes.iter();
        let found = nodes.position(|node| node.entry.is(parent, name));
        found.ok_or(Errno::NOENT)
    }

    /// Returns the entries of a directory.
    pub(crate) fn entries(&self, directory: usize) -> impl Iterator<Item = &Node> {
        let nodes = self.nodes.iter();
        nodes.filter(move |node| node.entry.parent == directory && !node.name().is_empty())
    }
}

impl Entry {
    fn is(&self, parent: usize, name: &str) -> bool {
        self.parent == parent && self.name == name
    }
}

impl Node {
    /// The name of the node in its directory.
    pub(crate) fn name(&self) -> &'static str {
        self.entry.name
    }

    /// What the node is.
    pub(crate) fn what(&self) -> What {
        self.entry.what
    }

    fn is_directory(&self) -> bool {
        matches!(self.what(), What::Directory)
    }

    /// Returns a handle of its own to the node.
    ///
    /// # Errors
    ///
    /// The error of the kernel: the host lacks descriptors.
    pub(crate) fn open(&self) -> Result<File, Errno> {
        let file = self.handle.try_clone();
        file.map_err(|error| errno_of(&error))
    }

    /// Returns the type of the node.
    pub(crate) fn file_type(&self, streams: &StandardStreams) -> FileType {
        match self.what() {
            What::Directory => FileType::Directory,
            What::Link(_) => FileType::Symlink,
            What::Device(device) => device.file_type(streams),
        }
    }

    /// Returns the size of the node: the length of the target for a symbolic link.
    pub(crate) fn size(&self) -> u64 {
        match self.what() {
            What::Link(target) => target.len() as u64,
            What::Directory | What::Device(_) => 0,
        }
    }

    /// Returns the metadata of the node. Everything belongs to root.
    ///
    /// # Errors
    ///
    /// Those of the kernel.
    pub(crate) fn stat(&self, streams: &StandardStreams) -> Result<Stat, Errno> {
        let (mode, device) = match self.what() {
            What::Directory => (0o755, None),
            What::Link(_) => (0o777, None),
            What::Device(device) => (device.mode(), device.number(streams)),
        };
        Ok(Stat {
            file_type: self.file_type(streams),
            mode,
            device: device.unwrap_or_default(),
            links: 1,
            size: self.size(),
            user: 0,
            group: 0,
            ..stat::stat(&self.handle)?
        })
    }
}
