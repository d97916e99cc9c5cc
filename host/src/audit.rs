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

/// Logs a decision, at the level DEBUG: a guest can cause any number of them.
pub(crate) fn record(path: &str, node_type: NodeType, mode: Mode, outcome: &Outcome<'_>) {
    let (outcome, reason) = match outcome {
        Outcome::Created => ("created", None),
        Outcome::Denied(reason) => ("denied", Some(reason)),
        Outcome::Failed(reason) => ("failed", Some(reason)),
    };
    tracing::debug!(
        target: "wasi_mknod_wasmtime::audit",
        path,
        %node_type,
        %mode,
        outcome,
        reason = reason.map(tracing::field::display),
        "mknod"
    );
}
