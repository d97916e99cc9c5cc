//! The part of a call that needs no store: path resolution, policies of places, umask and the
//! system call.

use super::audit::{self, Outcome};
use crate::in_flight::Share;
use crate::interrupt::Stop;
use crate::policy::{Attempt, Policies, PolicyCache};
use crate::recorded::Recording;
use crate::resolve;
use crate::sys::Errno;
use crate::umask::Umask;
use cap_mknod::resolve::Target;
use cap_mknod::{Mode, NodeType};
use std::fs::File;
use std::sync::Arc;

/// An admitted node, which the guest may create in some place at least.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) path: String,
    pub(crate) node_type: NodeType,
    pub(crate) mode: Mode,
}

/// One node or a list of nodes to create beneath a directory. It owns all its data, so it can run
/// on any thread.
#[derive(Debug)]
pub(crate) struct Call<N> {
    pub(super) place: Place,
    pub(super) nodes: N,
    /// Held until the nodes are created.
    pub(super) share: Option<Share>,
}

/// Where and how nodes are created.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) dir: Arc<File>,
    pub(super) umask: Umask,
    pub(super) recording: Recording,
    /// The policies to check once the place of a node is known; `None` if they are the same
    /// everywhere.
    pub(super) policies: Option<Arc<Policies>>,
}

/// What ended a list before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A node could not be created.
    Failed(Errno),
    /// The guest is to stop, or has dropped the call.
    Interrupted,
}

/// How a node gets its mode.
#[derive(Clone, Copy)]
struct Modes {
    recording: Recording,
    /// The mode for the kernel.
    kernel: Mode,
    /// The mode under the umask of the guest, to be recorded.
    masked: Mode,
}

impl Node {
    pub(crate) fn attempt(&self) -> Attempt<'_> {
        Attempt {
            path: &self.path,
            node_type: self.node_type,
            mode: self.mode,
        }
    }

    /// Creates the node.
    fn create(
        &self,
        dir: &File,
        policies: Option<&mut PolicyCache<'_>>,
        modes: Modes,
    ) -> Result<(), Errno> {
        self.create_at(resolve::parent(dir, &self.path), policies, modes)
    }

    fn create_at(
        &self,
        target: Result<Target<'_>, Errno>,
        policies: Option<&mut PolicyCache<'_>>,
        modes: Modes,
    ) -> Result<(), Errno> {
        let mut denied = None;
        let result = target.and_then(|target| {
            if let Some(Err(reason)) = policies.map(|all| all.decide(target.dir(), &self.attempt()))
            {
                denied = Some(reason);
                return Err(Errno::PERM);
            }
            let Modes {
                recording,
                kernel,
                masked,
            } = modes;
            recording.mknod(&target, self.node_type, kernel, masked)
        });
        let outcome = match (&denied, &result) {
            (Some(reason), _) => Outcome::Denied(reason),
            (None, Err(errno)) => Outcome::Failed(errno),
            (None, Ok(())) => Outcome::Done,
        };
        audit::record(&self.path, self.node_type, self.mode, &outcome);
        result
    }
}

impl Call<Node> {
    /// Creates the node.
    ///
    /// The path is resolved a second time if only a helper thread can apply the umask.
    pub(crate) fn run(self) -> Result<(), Errno> {
        let Self {
            place,
            nodes: node,
            share: _share,
        } = self;
        let Place {
            dir,
            umask,
            recording,
            policies,
        } = place;
        let masked = umask.masked(node.mode);
        let modes = move |kernel| Modes {
            recording,
            kernel,
            masked,
        };
        let target = resolve::parent(&dir, &node.path);
        let mode = match &target {
            Ok(target) => umask.mode_in(target.dir(), node.mode),
            Err(_) => Some(node.mode),
        };
        if let Some(mode) = mode {
            let mut policies = policies.as_deref().map(Policies::without_cache);
            return node.create_at(target, policies.as_mut(), modes(mode));
        }
        drop(target);
        umask.run(node.mode, move |umask_by| {
            let mut policies = policies.as_deref().map(Policies::without_cache);
            let mode = umask_by.mode_for_kernel(node.mode);
            node.create(&dir, policies.as_mut(), modes(mode))
        })
    }
}

impl Call<Vec<Node>> {
    /// Creates the nodes in order, up to the first failure or until `stop` is due.
    ///
    /// # Errors
    ///
    /// The number of nodes created, and why the next one is not.
    pub(crate) fn run(self, stop: Arc<Stop>) -> Result<(), (usize, Reason)> {
        let Self {
            place,
            nodes,
            share: _share,
        } = self;
        let Place {
            dir,
            umask,
            recording,
            policies,
        } = place;
        let masking = umask.clone();
        let modes = nodes.iter().map(|node| node.mode).collect();
        umask.run(modes, move |umask_by| {
            let mut policies = policies.as_deref().map(Policies::cache);
            for (index, node) in nodes.iter().enumerate() {
                if stop.is_due() {
                    return Err((index, Reason::Interrupted));
                }
                let modes = Modes {
                    recording,
                    kernel: umask_by.mode_for_kernel(node.mode),
                    masked: masking.masked(node.mode),
                };
                node.create(&dir, policies.as_mut(), modes)
                    .map_err(|errno| (index, Reason::Failed(errno)))?;
            }
            Ok(())
        })
    }
}
