//! What is in a tree: by the kernel, by records, and by a shell under fakeroot.

use super::tools::fake;
use rustix::fs::{getxattr, major, minor};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

const RECORD: &str = "user.containers.override_stat";

/// A node: with its type, as `S_IFMT` has it, and its device number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) file_type: u32,
    pub(crate) mode: u32,
    pub(crate) owner: Option<(u32, u32)>,
    device: (u32, u32),
    links: u64,
    pub(crate) modified: (i64, u32),
    size: u64,
    /// The target of a link, or the digest of a file.
    content: String,
}

pub(crate) type Tree = BTreeMap<String, Node>;

/// Lists a tree as the kernel sees it. `records` replace what they are about.
pub(crate) fn list(root: &Path, records: bool) -> Tree {
    let mut tree = Tree::new();
    visit(root, "", records, &mut tree);
    tree
}

fn visit(root: &Path, path: &str, records: bool, tree: &mut Tree) {
    let full = root.join(path);
    let found = fs::symlink_metadata(&full).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut node = Node {
        file_type: found.mode() & libc::S_IFMT,
        mode: found.mode() & 0o7777,
        owner: Some((found.uid(), found.gid())),
        device: (major(found.rdev()), minor(found.rdev())),
        links: found.nlink(),
        modified: (found.mtime(), found.mtime_nsec() as u32),
        size: found.size(),
        content: content(&full),
    };
    if records && (found.is_file() || found.is_dir()) {
        apply_record(&full, &mut node);
    }
    settle(&mut node);
    tree.insert(path.to_owned(), node);
    if !found.is_dir() {
        return;
    }
    for entry in fs::read_dir(&full).expect("it can be read") {
        let name = entry.expect("it can be read").file_name();
        let name = name.to_str().expect("UTF-8");
        match path {
            "" => visit(root, name, records, tree),
            path => visit(root, &format!("{path}/{name}"), records, tree),
        }
    }
}

/// Takes out what depends on the file system, and not on what is in it.
fn settle(node: &mut Node) {
    match node.file_type {
        libc::S_IFREG | libc::S_IFLNK => {}
        _ => node.size = 0,
    }
    match node.file_type {
        libc::S_IFDIR => node.links = 0,
        libc::S_IFLNK => node.mode = 0o777,
        _ => {}
    }
}

fn content(path: &Path) -> String {
    let found = fs::symlink_metadata(path).expect("it is there");
    if found.is_symlink() {
        return fs::read_link(path)
            .expect("a link")
            .to_string_lossy()
            .into_owned();
    }
    if !found.is_file() {
        return String::new();
    }
    if found.mode() & 0o400 == 0 {
        // Its mode is listed already, and its owner may read it then.
        let mode = fs::Permissions::from_mode(0o600);
        fs::set_permissions(path, mode).expect("it is ours");
    }
    let bytes = fs::read(path).expect("it can be read");
    format!("{:x}", Sha256::digest(bytes))
}

/// `UID:GID:MODE:TYPE`, where the type of a device ends in its number.
fn apply_record(path: &Path, node: &mut Node) {
    let mut value = [0; 64];
    let Ok(length) = getxattr(path, RECORD, &mut value) else {
        return;
    };
    let text = std::str::from_utf8(&value[..length]).expect("ASCII");
    let fields: Vec<_> = text.split(':').collect();
    let decimal = |text: &str| text.parse().expect("a number");
    node.owner = Some((decimal(fields[0]), decimal(fields[1])));
    node.mode = u32::from_str_radix(fields[2], 8).expect("a mode");
    let kind: Vec<_> = fields[3].split('-').collect();
    (node.file_type, node.device) = match kind[..] {
        ["file"] => (libc::S_IFREG, (0, 0)),
        ["dir"] => (libc::S_IFDIR, (0, 0)),
        ["char", major, minor] => (libc::S_IFCHR, (decimal(major), decimal(minor))),
        ["block", major, minor] => (libc::S_IFBLK, (decimal(major), decimal(minor))),
        _ => panic!("{text}"),
    };
    if kind.len() == 3 {
        node.content = String::new();
    }
}

/// Runs commands under fakeroot, and lists a directory as it looks there.
pub(crate) fn list_faked(script: &str, folder: &Path, root: &str) -> Tree {
    let format = r"%n\t%f\t%u\t%g\t%t\t%T\t%h\t%.9Y\t%s\0";
    let script = format!("{script}\ncd {root}\nfind . -exec stat --printf '{format}' {{}} +");
    let output = fake(&script, folder);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let nodes = text.split_terminator('\0').map(|line| {
        let (path, node) = faked(line, &folder.join(root));
        (path.to_owned(), node)
    });
    nodes.collect()
}

fn faked<'a>(line: &'a str, root: &Path) -> (&'a str, Node) {
    let fields: Vec<_> = line.split('\t').collect();
    let [name, mode, user, group, major, minor, links, modified, size] = fields[..] else {
        panic!("{line}");
    };
    let path = name
        .strip_prefix(".")
        .expect("it begins so")
        .trim_start_matches('/');
    let hex = |text: &str| u32::from_str_radix(text, 16).expect("a number");
    let (seconds, nanoseconds) = modified.split_once('.').expect("a fraction");
    let raw = hex(mode);
    let mut node = Node {
        file_type: raw & libc::S_IFMT,
        mode: raw & 0o7777,
        owner: Some((
            user.parse().expect("a number"),
            group.parse().expect("a number"),
        )),
        device: (hex(major), hex(minor)),
        links: links.parse().expect("a number"),
        modified: (
            seconds.parse().expect("a number"),
            nanoseconds.parse().expect("a number"),
        ),
        size: size.parse().expect("a number"),
        content: match raw & libc::S_IFMT {
            libc::S_IFREG | libc::S_IFLNK => content(&root.join(path)),
            _ => String::new(),
        },
    };
    settle(&mut node);
    (path, node)
}

/// Checks that two trees are the same.
#[track_caller]
pub(crate) fn assert_same(found: &Tree, expected: &Tree) {
    let mut lines = String::new();
    let paths = expected
        .keys()
        .chain(found.keys().filter(|path| !expected.contains_key(*path)));
    for path in paths {
        let (old, new) = (expected.get(path), found.get(path));
        if old != new {
            lines += &format!("{path}:\n  expected {old:?}\n  found    {new:?}\n");
        }
    }
    assert!(lines.is_empty(), "the trees differ:\n{lines}");
}
