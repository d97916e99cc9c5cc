//! One log event for each decision about a node.

use crate::{Mode, NodeType};
use std::fmt::Display;

/// What became of the wish to make a node.
pub(crate) enum Outcome<'a> {
    /// It was made.
    Created,
    /// The host does not let the guest have it.
    Denied(&'a dyn Display),
    /// It was allowed, but could not be made.
    Failed(&'a dyn Display),
}

/// A guest may hand over a path of many megabytes. What is longer than any path that can be is not worth a log.
fn shown(path: &str) -> &str {
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
