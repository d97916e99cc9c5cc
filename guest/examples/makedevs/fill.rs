//! The making of what a table lists.

use std::io::{self, ErrorKind};
use std::path::Path;

use wasi_mknod::{Dir, Metadata, Node, NodeOptions, NodeType, mknod_many};

use crate::attributes::{Reason, Wanted, other_type};
use crate::diagnostics::describe;
use crate::table::{Entry, Format, What};
use crate::tree;

/// How many nodes one call to the host makes. It is told all the nodes again that come after one
/// that cannot be made, so this bounds what a table full of those costs.
const NODES_PER_CALL: usize = 256;

/// A path for which a line is not carried out, and why.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) line: usize,
    pub(crate) path: String,
    pub(crate) reason: Reason,
}

impl Failure {
    /// The same line failed for the same reason.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.line == other.line && self.reason == other.reason
    }
}

/// How a table is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) format: Format,
    pub(crate) ignore_owner: bool,
}

/// Carries out the entries in the directory `root`, in their order, and returns what failed. It
/// fails only if `root` cannot be opened.
pub(crate) fn fill(root: &Path, entries: &[Entry], options: Options) -> io::Result<Vec<Failure>> {
    wasi_mknod::umask(0);
    let filling = Filling {
        dir: Dir::open(root)?,
        options,
    };
    let mut failures = Vec::new();
    let makes_nodes = |entry: &Entry| entry.nodes().next().is_some() && !entry.is_directory();
    for group in entries.chunk_by(|a, b| makes_nodes(a) && makes_nodes(b)) {
        match group {
            [entry] if !makes_nodes(entry) => filling.carry_out(entry, &mut failures),
            _ => filling.make_groups(group, &mut failures),
        }
    }
    Ok(failures)
}

struct Filling {
    dir: Dir,
    options: Options,
}

impl Filling {
    /// Carries out a line that is about one path.
    fn carry_out(&self, entry: &Entry, failures: &mut Vec<Failure>) {
        let (path, wanted) = (&*entry.path, self.wanted(entry));
        let result = match entry.what {
            What::Make(_) => self.directory(entry),
            What::File { optional } => self.file(path, optional, wanted),
            What::Link => self.link(path, wanted.without_mode()),
            What::Recursive => {
                let walked = tree::walk(&self.dir, path, |path, found| {
                    let wanted = match found.is_symlink() {
                        true => wanted.without_mode(),
                        false => wanted,
                    };
                    wanted.put(&self.dir, path, false, found)
                });
                let walked = walked.into_iter();
                failures.extend(walked.map(|(path, reason)| reason.at(entry.line, &path)));
                return;
            }
        };
        failures.extend(result.err().map(|reason| reason.at(entry.line, path)));
    }

    /// Makes a directory and its parents, and gives it its mode and its owner.
    fn directory(&self, entry: &Entry) -> Result<(), Reason> {
        let cannot = |error: io::Error| Reason::cannot("make", &describe(&error));
        for (end, _) in entry.path.match_indices('/') {
            match self.dir.create_dir(&entry.path[..end]) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(cannot(error));
                }
                _ => {}
            }
        }
        for node in entry.nodes() {
            let made = NodeOptions::new(NodeType::Directory)
                .mode(node.mode)
                .create_at(&self.dir, &entry.path);
            match made {
                // The host does not grant the node type, or has none.
                Err(error) if is_not_granted(&error) => match self.dir.create_dir(&entry.path) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                        return Err(cannot(error));
                    }
                    _ => {}
                },
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(cannot(error));
                }
                _ => {}
            }
        }
        let found = self.look(&entry.path, true)?;
        match other_type(&found, NodeType::Directory) {
            Some(difference) => Err(Reason::cannot("make", &difference)),
            None => self.wanted(entry).put(&self.dir, &entry.path, true, &found),
        }
    }

    /// Gives a regular file, which is there, its mode and its owner.
    fn file(&self, path: &str, optional: bool, wanted: Wanted) -> Result<(), Reason> {
        let found = match self.dir.metadata(path) {
            Ok(found) if found.is_file() => Ok(found),
            Ok(found) => Err(other_type(&found, NodeType::RegularFile)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(None),
            Err(error) => return Err(Reason::cannot("look at", &describe(&error))),
        };
        match found {
            Ok(found) => wanted.put(&self.dir, path, true, &found),
            Err(_) if optional => Ok(()),
            Err(Some(difference)) => Err(Reason::cannot("change", &difference)),
            Err(None) => Err(Reason::cannot(
                "change",
                "it is not there; type F is for files that may be missing, and with \
                 --format=openembedded they are made",
            )),
        }
    }

    /// Gives a symbolic link, which is there, its owner.
    fn link(&self, path: &str, wanted: Wanted) -> Result<(), Reason> {
        let found = self.look(path, false)?;
        match found.is_symlink() {
            true => wanted.put(&self.dir, path, false, &found),
            false => Err(Reason::cannot(
                "change",
                "it is not a symbolic link, which the table says",
            )),
        }
    }

    fn make_groups(&self, entries: &[Entry], failures: &mut Vec<Failure>) {
        let nodes: Vec<_> = entries
            .iter()
            .flat_map(|entry| entry.nodes().map(move |node| (entry, node)))
            .collect();
        for nodes in nodes.chunks(NODES_PER_CALL) {
            self.make_nodes(nodes, failures);
        }
    }

    fn make_nodes(&self, nodes: &[(&Entry, Node)], failures: &mut Vec<Failure>) {
        let mut rest = nodes;
        while !rest.is_empty() {
            let result = mknod_many(&self.dir, rest.iter().map(|(_, node)| node.clone()));
            let made = result
                .as_ref()
                .map_or_else(|error| error.made(), |()| rest.len());
            let (made, others) = rest.split_at(made);
            for (entry, node) in made {
                self.settle(entry, node, true, failures);
            }
            let Err(error) = result else {
                return;
            };
            let error = io::Error::from(error);
            let Some(((entry, node), others)) = others.split_first() else {
                return;
            };
            match error.kind() {
                ErrorKind::AlreadyExists => self.settle(entry, node, false, failures),
                _ => {
                    let reason = Reason::cannot("make", &describe(&error));
                    failures.push(reason.at(entry.line, &node.path));
                }
            }
            rest = others;
        }
    }

    /// Compares a node with the table, and gives it its owner and its mode if it is new. One that
    /// was there before is changed where the format says so.
    fn settle(&self, entry: &Entry, node: &Node, is_new: bool, failures: &mut Vec<Failure>) {
        let wanted = self.wanted(entry);
        let result = self.look(&node.path, false).and_then(|found| {
            if let Some(difference) = other_type(&found, node.node_type) {
                return Err(Reason::cannot("make", &difference));
            }
            if is_new || self.options.format == Format::OpenEmbedded {
                return wanted.put(&self.dir, &node.path, false, &found);
            }
            match wanted.difference(&found) {
                Some(difference) => Err(Reason::cannot("make", &difference)),
                None => Ok(()),
            }
        });
        failures.extend(result.err().map(|reason| reason.at(entry.line, &node.path)));
    }

    fn look(&self, path: &str, follow: bool) -> Result<Metadata, Reason> {
        let found = match follow {
            true => self.dir.metadata(path),
            false => self.dir.symlink_metadata(path),
        };
        found.map_err(|error| Reason::cannot("look at", &describe(&error)))
    }

    fn wanted(&self, entry: &Entry) -> Wanted {
        Wanted::of(entry, self.options.ignore_owner)
    }
}

fn is_not_granted(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::Unsupported
    )
}
