//! The part of a call that asks the kernel. It knows neither policy nor WebAssembly.

use crate::sys::{self, Errno};
use crate::umask::{Masking, Umask};
use crate::{Mode, NodeType, resolve};
use std::fs::File;
use std::sync::Arc;

/// Makes the node `path` beneath `dir`.
///
/// # Errors
///
/// See [`resolve::check`], [`resolve::place`] and [`sys::mknodat`].
pub(crate) fn create(dir: &File, path: &str, node_type: NodeType, mode: Mode) -> Result<(), Errno> {
    resolve::check(path)?;
    if !sys::AVAILABLE {
        return Err(Errno::NOTSUP);
    }
    let place = resolve::place(dir, path)?;
    sys::mknodat(place.dir(), place.name, node_type, mode)
}

/// A node that the policy allows.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) path: String,
    pub(crate) node_type: NodeType,
    pub(crate) mode: Mode,
}

impl Node {
    fn create(&self, dir: &File, masking: Masking) -> Result<(), Errno> {
        let mode = masking.apply(self.mode);
        let result = create(dir, &self.path, self.node_type, mode);
        tracing::debug!(
            path = self.path,
            node_type = %self.node_type,
            mode = %self.mode,
            error = result.err().map(tracing::field::display),
            "mknod"
        );
        result
    }
}

/// A call that has passed all checks that need no system call. It owns what it needs, so it can run on any thread.
#[derive(Debug)]
pub(crate) struct Call<N> {
    pub(crate) dir: Arc<File>,
    pub(crate) umask: Umask,
    pub(crate) nodes: N,
}

impl Call<Node> {
    /// Makes the node.
    pub(crate) fn run(self) -> Result<(), Errno> {
        let Self { dir, umask, nodes } = self;
        umask.run(move |masking| nodes.create(&dir, masking))
    }
}

impl Call<Vec<Node>> {
    /// Makes the nodes in order, up to the first that fails, and says how many were made and why that one failed.
    pub(crate) fn run(self) -> Result<(), (usize, Errno)> {
        let Self { dir, umask, nodes } = self;
        umask.run(move |masking| {
            nodes.iter().enumerate().try_for_each(|(index, node)| {
                node.create(&dir, masking).map_err(|errno| (index, errno))
            })
        })
    }
}
