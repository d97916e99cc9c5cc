//! One log event for each decision about an attribute.

use super::Attribute;
pub(super) use crate::mknod::Outcome;
use crate::mknod::shown;

/// Logs a decision, at the level DEBUG: a guest can cause any number of them. The path of an open
/// descriptor is empty.
pub(super) fn record(path: &str, attribute: &Attribute, outcome: &Outcome<'_>) {
    let (outcome, reason) = outcome.told("changed");
    tracing::debug!(
        target: "wasi_mknod_wasmtime::audit",
        path = shown(path),
        %attribute,
        outcome,
        reason = reason.map(tracing::field::display),
        "attributes"
    );
}
