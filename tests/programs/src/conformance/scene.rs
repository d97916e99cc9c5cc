//! The directory in which a row runs.

use super::attributes::Change;
use super::check::{Check, Failure, fails, same, works};
use super::options::{Grant, Options};
use super::version::Conforming;
use crate::{Answer, Kind};
use wasi_mknod::bindings::types::FileType;
use wasip2::filesystem::types::{DescriptorFlags, DescriptorType, OpenFlags, PathFlags};

/// Symbolic links, and where they lead. A guest cannot make absolute ones.
const LINKS: [(&str, &str); 16] = [
    ("dangling-link", "missing"),
    ("self-loop", "self-loop"),
    ("loop", "dir/loop"),
    ("dir/loop", "../loop"),
    ("link-to-dir", "dir"),
    ("link-to-slash", "dir/"),
    ("link-to-file", "file"),
    ("link-to-link", "link-to-dir"),
    ("link-up", "dir/.."),
    ("dir/link-back", "../dir"),
    ("link-to-outside", "../outside"),
    ("link-to-outside-file", "../outside/file"),
    ("link-out-and-in", "../inside/dir"),
    ("dir/link-to-outside", "../../outside"),
    ("out", "../outside/fifo"),
    ("link-to-fifo", "fifo"),
];

/// A fresh tree of files.
pub(super) struct Scene<W: Conforming> {
    /// The directory that the calls of a row get as `dir-fd`.
    pub(super) dir: W::Descriptor,
    /// What the calls must not reach.
    outside: W::Descriptor,
    /// The type of node for rows that hold for all.
    pub(super) kind: Kind,
    /// The umask with which the guest has started.
    pub(super) first_umask: u16,
    /// The one with which it has to start.
    pub(super) told_umask: u16,
    /// The limit of nodes, if there is one.
    pub(super) quota: usize,
}

impl<W: Conforming> Scene<W> {
    /// Makes the tree in the empty directory `root`.
    pub(super) async fn make(
        root: &W::Descriptor,
        options: &Options,
        first_umask: u16,
    ) -> Answer<Self> {
        W::create_directory_at(root, "inside").await?;
        W::create_directory_at(root, "outside").await?;
        let (dir, outside) = (
            subdir::<W>(root, "inside").await?,
            subdir::<W>(root, "outside").await?,
        );
        for name in ["dir", "dir/sub"] {
            W::create_directory_at(&dir, name).await?;
        }
        W::create_directory_at(&outside, "dir").await?;
        write::<W>(&dir, "file", b"eleven byte").await?;
        write::<W>(&outside, "file", b"").await?;
        for (path, target) in LINKS {
            W::symlink_at(&dir, target, path).await?;
        }
        let special = [
            ("fifo", Kind::Fifo),
            ("socket", Kind::Socket),
            ("device", Kind::CharacterDevice(1, 3)),
        ];
        // With a quota, the nodes are those of the row. A host that cannot make these fails the
        // rows that need them.
        for (path, kind) in special {
            if options.quota.is_none() && options.has(Grant::of(kind)) {
                let _ = W::make_node(&dir, path, kind, 0o620).await;
            }
        }
        Ok(Self {
            dir,
            outside,
            kind: options.kind().unwrap_or(Kind::Fifo),
            first_umask,
            told_umask: options.umask,
            quota: options.quota.unwrap_or_default(),
        })
    }

    /// Calls `mknod`, which has to make a node at `place` and nothing else.
    pub(super) async fn makes(&self, path: &str, place: &str, kind: Kind, mode: u16) -> Check {
        let before = self.names().await?;
        works("mknod", W::make_node(&self.dir, path, kind, mode).await)?;
        self.is(place, kind, mode).await?;
        let grown = self.names().await?.len() - before.len();
        same("the number of new names", grown, 1)
    }

    /// Calls `mknod`, which has to answer `error` and to make nothing.
    pub(super) async fn refuses(&self, path: &str, kind: Kind, mode: u16, error: &str) -> Check {
        let before = self.names().await?;
        let answer = W::make_node(&self.dir, path, kind, mode).await;
        fails("mknod", answer, error)?;
        same("the names after mknod", self.names().await?, before)
    }

    /// Looks whether this node is at `path`.
    pub(super) async fn is(&self, path: &str, kind: Kind, mode: u16) -> Check {
        let found = works("stat-at", W::node_stat(&self.dir, false, path).await)?;
        same("the type of the node", found.file_type, file_type(kind))?;
        let found = format!("{:04o}", found.mode.bits());
        same("the mode of the node", found, format!("{mode:04o}"))
    }

    /// All names inside and outside.
    pub(super) async fn names(&self) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        for (prefix, dir) in [("", &self.dir), ("../outside/", &self.outside)] {
            for path in ["", "dir", "dir/sub"] {
                let entries = match path {
                    "" => W::read_directory(dir).await,
                    path => match W::open(dir, path).await {
                        Ok(dir) => W::read_directory(&dir).await,
                        Err(_) => continue,
                    },
                };
                let entries = works("read-directory", entries)?;
                names.extend(
                    entries
                        .into_iter()
                        .map(|(name, _)| format!("{prefix}{path}/{name}")),
                );
            }
        }
        names.sort();
        Ok(names)
    }

    /// Opens a FIFO with `open-at`.
    pub(super) async fn open(
        &self,
        path: &str,
        flags: DescriptorFlags,
    ) -> Result<W::Descriptor, Failure> {
        let (follow, nothing) = (PathFlags::SYMLINK_FOLLOW, OpenFlags::empty());
        works(
            "open-at",
            W::open_at(&self.dir, follow, path, nothing, flags).await,
        )
    }
}

/// What `stat-at` has to say of a node that `mknod` has made.
pub(super) fn file_type(kind: Kind) -> FileType {
    let device = |major, minor| wasi_mknod::bindings::types::Device { major, minor };
    match kind {
        Kind::RegularFile => FileType::RegularFile,
        Kind::Directory => FileType::Directory,
        Kind::Fifo => FileType::Fifo,
        Kind::Socket => FileType::Socket,
        Kind::CharacterDevice(major, minor) => FileType::CharacterDevice(device(major, minor)),
        Kind::BlockDevice(major, minor) => FileType::BlockDevice(device(major, minor)),
    }
}

/// Opens a directory in which names are made.
pub(super) async fn subdir<W: Conforming>(
    dir: &W::Descriptor,
    path: &str,
) -> Answer<W::Descriptor> {
    let flags = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
    W::open_at(dir, PathFlags::empty(), path, OpenFlags::DIRECTORY, flags).await
}

async fn write<W: Conforming>(dir: &W::Descriptor, path: &str, bytes: &[u8]) -> Answer {
    let new = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
    let flags = DescriptorFlags::WRITE;
    let file = W::open_at(dir, PathFlags::empty(), path, new, flags).await?;
    match bytes {
        [] => Ok(()),
        bytes => W::write(&file, bytes, 0).await,
    }
}

/// Removes what is in `dir`, and what is in that. A row that failed may have left a directory with
/// no permissions.
pub(super) async fn clear<W: Conforming>(dir: &W::Descriptor) -> Answer {
    for (name, file_type) in W::read_directory(dir).await? {
        if file_type != DescriptorType::Directory {
            W::unlink_file_at(dir, &name).await?;
            continue;
        }
        if W::remove_directory_at(dir, &name).await.is_err() {
            // Where the host denies this, opening the directory says what is wrong.
            let _ = W::change_at(dir, false, &name, Change::Mode(0o700)).await;
            let inner = subdir::<W>(dir, &name).await?;
            Box::pin(clear::<W>(&inner)).await?;
            drop(inner);
            W::remove_directory_at(dir, &name).await?;
        }
    }
    Ok(())
}
