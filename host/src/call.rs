//! A guest's call after all checks that need no system call.

use crate::audit::{self, Outcome};
use crate::execute;
use crate::policy::{Attempt, Policies};
use crate::sys::Errno;
use crate::umask::{Masking, Umask};
use crate::{Mode, NodeType};
use std::fs::File;
use std::sync::Arc;

/// A node that the guest may make, at least in some place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) path: String,
    pub(crate) node_type: NodeType,
    pub(crate) mode: Mode,
}

/// One node or a list of nodes to make beneath `dir`. It owns what it needs, so it can run on any thread.
#[derive(Debug)]
pub(crate) struct Call<N> {
    pub(crate) dir: Arc<File>,
    pub(crate) umask: Umask,
    /// The policies to ask once it is known where a node would be; `None` if the answer was the same everywhere.
    pub(crate) policies: Option<Arc<Policies>>,
    pub(crate) nodes: N,
}

impl Node {
    pub(crate) fn attempt(&self) -> Attempt<'_> {
        Attempt {
            path: &self.path,
            node_type: self.node_type,
            mode: self.mode,
        }
    }

    fn create(
        &self,
        dir: &File,
        policies: Option<&Policies>,
        masking: Masking,
    ) -> Result<(), Errno> {
        let mut denied = None;
        let admit = |parent: &File| match policies.map(|all| all.decide(parent, &self.attempt())) {
            None | Some(Ok(())) => Ok(()),
            Some(Err(reason)) => {
                denied = Some(reason);
                Err(Errno::PERM)
            }
        };
        let mode = masking.apply(self.mode);
        let result = execute::create(dir, &self.path, self.node_type, mode, admit);
        let outcome = match (&denied, &result) {
            (Some(reason), _) => Outcome::Denied(reason),
            (None, Err(errno)) => Outcome::Failed(errno),
            (None, Ok(())) => Outcome::Created,
        };
        audit::record(&self.path, self.node_type, self.mode, &outcome);
        result
    }
}

impl Call<Node> {
    /// Makes the node.
    pub(crate) fn run(self) -> Result<(), Errno> {
        let Self {
            dir,
            umask,
            policies,
            nodes: node,
        } = self;
        umask.run(node.mode, move |masking| {
            node.create(&dir, policies.as_deref(), masking)
        })
    }
}

impl Call<Vec<Node>> {
    /// Makes the nodes in order, up to the first that fails, and says how many were made and why that one failed.
    pub(crate) fn run(self) -> Result<(), (usize, Errno)> {
        let Self {
            dir,
            umask,
            policies,
            nodes,
        } = self;
        let modes = nodes.iter().map(|node| node.mode).collect();
        umask.run(modes, move |masking| {
            nodes.iter().enumerate().try_for_each(|(index, node)| {
                node.create(&dir, policies.as_deref(), masking)
                    .map_err(|errno| (index, errno))
            })
        })
    }
}
