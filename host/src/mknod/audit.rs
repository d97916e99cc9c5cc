//! One log event for each decision about a node.

use cap_mknod::{Mode, NodeType};
use std::fmt::Display;

/// The outcome of a request for a node.
pub(crate) enum Outcome<'a> {
    /// The node was created.
    Created,
    /// A policy, the quota or the rights of the descriptor forbid it.
    Denied(&'a dyn Display),
    /// It was allowed, and the system call or path resolution failed.
    Failed(&'a dyn Display),
}

/// Truncates a path for the log. A guest may pass a path of many megabytes.
pub(super) fn shown(path: &str) -> &str {
    &path[..path.floor_char_boundary(4096)]
}

/// Logs a decision, at the level DEBUG: a guest can cause any number of them.
pub(crate) fn record(path: &str, node_type: NodeType, mode: Mode, outcome: &Outcome<'_>) {
    let (outcome, reason) = match outcome {
        Outcome::Created => ("created", None),
        Outcome::Denied(reason) => ("denied", Some(reason)),
        Outcome::Failed(reason) => ("failed", Some(reason)),
    };
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
