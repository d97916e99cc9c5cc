//! The making of what a table lists.

use std::io::{self, ErrorKind};
use std::path::Path;

use wasi_mknod::{Dir, Node, NodeOptions, NodeType, mknod_many};

use wasip2::filesystem::types::{DescriptorType, PathFlags};

use crate::table::Entry;

/// How many nodes one call to the host makes. It is told all the nodes again that come after one
/// that cannot be made, so this bounds what a table full of those costs.
const NODES_PER_CALL: usize = 256;

/// What came of a table.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) failures: Vec<Failure>,
    /// How many directories were made that have not the mode of the table.
    pub(crate) default_modes: usize,
}

/// What could not be made, and why.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) line: usize,
    pub(crate) path: String,
    pub(crate) error: io::Error,
}

impl Failure {
    /// The same line failed for the same reason.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.line == other.line
            && self.error.kind() == other.error.kind()
            && self.error.raw_os_error() == other.error.raw_os_error()
    }
}

/// Makes the entries in the directory `root`, in their order. It fails only if `root` cannot be
/// opened.
pub(crate) fn fill(root: &Path, entries: &[Entry]) -> io::Result<Outcome> {
    wasi_mknod::umask(0);
    let dir = Dir::open(root)?;
    let mut outcome = Outcome::default();
    for group in entries.chunk_by(|a, b| !a.is_directory() && !b.is_directory()) {
        if let [entry] = group
            && entry.is_directory()
        {
            match make_directory(&dir, entry) {
                Ok(has_mode) => outcome.default_modes += usize::from(!has_mode),
                Err(error) => outcome.failures.push(Failure {
                    line: entry.line,
                    path: entry.path.clone(),
                    error,
                }),
            }
            continue;
        }
        let nodes: Vec<_> = group
            .iter()
            .flat_map(|entry| entry.nodes().map(|node| (entry.line, node)))
            .collect();
        for nodes in nodes.chunks(NODES_PER_CALL) {
            make_nodes(&dir, nodes, &mut outcome.failures);
        }
    }
    Ok(outcome)
}

/// Makes a directory and its parents, and answers whether it has the mode of the table, or is not
/// ours to change.
fn make_directory(dir: &Dir, entry: &Entry) -> io::Result<bool> {
    for (end, _) in entry.path.match_indices('/') {
        match dir.create_dir(&entry.path[..end]) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    let made = NodeOptions::new(NodeType::Directory)
        .mode(entry.mode)
        .create_at(dir, &entry.path);
    let (made, has_mode) = match made {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::Unsupported
            ) =>
        {
            (dir.create_dir(&entry.path), false)
        }
        made => (made, true),
    };
    match made {
        Err(error)
            if error.kind() == ErrorKind::AlreadyExists && is_directory(dir, &entry.path) =>
        {
            Ok(true)
        }
        made => made.map(|()| has_mode),
    }
}

fn is_directory(dir: &Dir, path: &str) -> bool {
    let stat = dir.as_descriptor().stat_at(PathFlags::SYMLINK_FOLLOW, path);
    stat.is_ok_and(|stat| stat.type_ == DescriptorType::Directory)
}

fn make_nodes(dir: &Dir, nodes: &[(usize, Node)], failures: &mut Vec<Failure>) {
    let mut rest = nodes;
    while let Err(error) = mknod_many(dir, rest.iter().map(|(_, node)| node.clone())) {
        let (line, node) = &rest[error.made()];
        rest = &rest[error.made() + 1..];
        failures.push(Failure {
            line: *line,
            path: node.path.clone(),
            error: error.into(),
        });
    }
}
