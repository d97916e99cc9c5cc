//! One log event for each decision about a node.

use cap_mknod::{Mode, NodeType};
use std::fmt::Display;

/// The outcome of a request for a node, or for a change of one.
pub(crate) enum Outcome<'a> {
    /// The node was created or changed.
    Done,
    /// A policy, the quota or the rights of the descriptor forbid it.
    Denied(&'a dyn Display),
    /// It was allowed, and the system call or path resolution failed.
    Failed(&'a dyn Display),
}

impl<'a> Outcome<'a> {
    /// Returns the words for the log, with `done` for what was done, and the reason of a failure.
    pub(crate) fn told(&self, done: &'static str) -> (&'static str, Option<&'a dyn Display>) {
        match *self {
            Self::Done => (done, None),
            Self::Denied(reason) => ("denied", Some(reason)),
            Self::Failed(reason) => ("failed", Some(reason)),
        }
    }
}

/// Truncates a path for the log. A guest may pass a path of many megabytes.
pub(crate) fn shown(path: &str) -> &str {
    &path[..path.floor_char_boundary(4096)]
}

/// Logs a decision, at the level DEBUG: a guest can cause any number of them.
pub(crate) fn record(path: &str, node_type: NodeType, mode: Mode, outcome: &Outcome<'_>) {
    let (outcome, reason) = outcome.told("created");
    tracing::debug!(
        target: "wasi_mknod_wasmtime::audit",
        path = shown(path),
        %node_type,
        %mode,
        outcome,
        reason = reason.map(tracing::field::display),
        "mknod"
    );
}
