//! Reasons for a denial.

use crate::{Mode, NodeType};
use std::fmt;

/// The reason for which a [`Policy`](crate::Policy) denies an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denied {
    /// Nodes of this type, or devices of this number, are not granted.
    NodeType(NodeType),
    /// This device may not be opened, or not for what was asked.
    Open(NodeType),
    /// The mode has a set-ID bit, and these are not granted.
    SetId(Mode),
    /// Changes of modes are not granted.
    ChangeMode,
    /// Changes of owners are not granted.
    ChangeOwner,
    /// Symbolic links with absolute targets are not granted.
    AbsoluteLink,
    /// A function given to [`Policy::admit_if`](crate::Policy::admit_if) returned `false`.
    Vetoed,
    /// The policy depends on the directory, and the way from it up to the root cannot be walked or
    /// has too many levels.
    UnknownPlace,
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NodeType(node_type) => write!(f, "the policy does not grant a {node_type}"),
            Self::Open(node_type) => {
                write!(f, "the policy does not let the guest open {node_type}")
            }
            Self::SetId(mode) => write!(f, "the policy does not grant set-ID bits (mode {mode})"),
            Self::ChangeMode => f.write_str("the policy does not grant changes of modes"),
            Self::ChangeOwner => f.write_str("the policy does not grant changes of owners"),
            Self::AbsoluteLink => {
                f.write_str("the policy does not grant symbolic links with absolute targets")
            }
            Self::Vetoed => f.write_str("the embedder's own check does not admit it"),
            Self::UnknownPlace => {
                f.write_str("the place of the directory, and so its policy, cannot be found")
            }
        }
    }
}

impl std::error::Error for Denied {}
