//! What a tree looks like, up to what two equal trees cannot have in common.

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// A time before all tests.
const LONG_AGO: Timespec = Timespec {
    tv_sec: 1_000_000_000,
    tv_nsec: 0,
};

/// A node: mode with type, owner and group, device number, links, and whether it was made or
/// modified since [`age`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node {
    mode: u32,
    owner: (u32, u32),
    device: u64,
    links: u64,
    marked: bool,
}

/// Makes everything in `root` look old, so that what is touched shows.
pub(crate) fn age(root: &Path) {
    let times = Timestamps {
        last_access: LONG_AGO,
        last_modification: LONG_AGO,
    };
    let mut paths = vec![root.to_owned()];
    while let Some(path) = paths.pop() {
        if path.is_dir() && !path.is_symlink() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            paths.extend(entries.map(|entry| entry.path()));
        }
        utimensat(CWD, &path, &times, AtFlags::SYMLINK_NOFOLLOW).expect("our own node");
    }
}

/// Lists what is in `root` as far as it can be read.
pub(crate) fn list(root: &Path) -> BTreeMap<PathBuf, Node> {
    let mut nodes = BTreeMap::new();
    let mut paths = vec![root.to_owned()];
    while let Some(path) = paths.pop() {
        let Ok(metadata) = fs::symlink_metadata(&path) else {
            continue;
        };
        if metadata.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            paths.extend(entries.map(|entry| entry.path()));
        }
        let node = Node {
            mode: metadata.mode(),
            owner: (metadata.uid(), metadata.gid()),
            device: metadata.rdev(),
            links: metadata.nlink(),
            marked: metadata.mtime() > LONG_AGO.tv_sec,
        };
        let beneath = path.strip_prefix(root).expect("it is in there").to_owned();
        nodes.insert(beneath, node);
    }
    nodes
}
