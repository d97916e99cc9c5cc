//! The part of a call that needs no store: path resolution, policies of places and the system call.

use super::Attribute;
use super::audit::{self, Outcome};
use crate::policy::{Denied, Policies};
use crate::recorded::{self, Recording};
use crate::resolve;
use crate::sys::stat::{self, FileType};
use crate::sys::{Errno, handle};
use std::fs::File;
use std::sync::Arc;

/// An admitted change.
pub(super) struct Change {
    pub(super) attribute: Attribute,
    pub(super) recording: Recording,
    /// The policies to check once the place of the node is known; `None` if they are the same
    /// everywhere.
    pub(super) policies: Option<Arc<Policies>>,
}

/// A change of the node at a path.
pub(super) struct OnPath {
    pub(super) dir: Arc<File>,
    pub(super) path: String,
    pub(super) follow: bool,
    pub(super) change: Change,
}

/// A change of what is open.
pub(super) struct OnDescriptor {
    pub(super) file: Arc<File>,
    pub(super) change: Change,
}

/// Why nothing was changed.
enum Refusal {
    Denied(Denied),
    Failed(Errno),
}

impl From<Errno> for Refusal {
    fn from(errno: Errno) -> Self {
        Self::Failed(errno)
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl OnPath {
    /// Makes the change.
    pub(super) fn run(self) -> Result<(), Errno> {
        let result = self.find().and_then(|node| self.change.apply(&node));
        self.change.told(&self.path, result)
    }

    /// Returns a handle to the node, which its policy lets be changed.
    fn find(&self) -> Result<File, Refusal> {
        resolve::check(&self.path)?;
        let node = handle::pin(&self.dir, &self.path, self.follow)?;
        let Some(policies) = &self.change.policies else {
            return Ok(node);
        };
        if stat::stat(&node)?.file_type != FileType::Directory {
            // The directory of the node is its place, and a handle does not lead there.
            return self.find_in_place(policies);
        }
        policies.decide_change(&node, &self.change.attribute)?;
        Ok(node)
    }

    /// Returns a handle to the node, which is found in a directory whose policy lets it be changed.
    fn find_in_place(&self, policies: &Policies) -> Result<File, Refusal> {
        let mut path = self.path.clone();
        for _ in 0..=resolve::MAX_LINKS {
            let parent = resolve::parent(&self.dir, &path)?;
            let name = parent.name();
            let node = handle::pin(parent.dir(), name, false)?;
            match stat::stat(&node)?.file_type {
                FileType::Symlink if self.follow => path = handle::through_link(&self.dir, &path)?,
                // A directory came in place of the node.
                FileType::Directory => return Err(Errno::ISDIR.into()),
                _ => {
                    policies.decide_change(parent.dir(), &self.change.attribute)?;
                    return Ok(node);
                }
            }
        }
        Err(Errno::LOOP.into())
    }
}

impl OnDescriptor {
    /// Makes the change.
    pub(super) fn run(self) -> Result<(), Errno> {
        let result = self.check().and_then(|()| self.change.apply(&self.file));
        self.change.told("", result)
    }

    /// Checks the policy of a directory by its place. An open file has none: it may have several
    /// names or none at all, so all policies have to grant the change.
    fn check(&self) -> Result<(), Refusal> {
        let Some(policies) = &self.change.policies else {
            return Ok(());
        };
        let attribute = &self.change.attribute;
        match stat::stat(&self.file)?.file_type {
            FileType::Directory => policies.decide_change(&self.file, attribute)?,
            _ => policies.decide_change_everywhere(attribute)?,
        }
        Ok(())
    }
}

impl Change {
    fn apply(&self, node: &File) -> Result<(), Refusal> {
        let recording = self.recording;
        Ok(match self.attribute {
            Attribute::Mode(mode) => recorded::set_mode(recording, node, mode),
            Attribute::Owner { user, group } => recorded::set_owner(recording, node, user, group),
            Attribute::Times { accessed, modified } => stat::set_times(node, accessed, modified),
        }?)
    }

    fn told(&self, path: &str, result: Result<(), Refusal>) -> Result<(), Errno> {
        let outcome = match &result {
            Ok(()) => Outcome::Done,
            Err(Refusal::Denied(reason)) => Outcome::Denied(reason),
            Err(Refusal::Failed(errno)) => Outcome::Failed(errno),
        };
        audit::record(path, &self.attribute, &outcome);
        result.map_err(|refusal| match refusal {
            Refusal::Denied(_) => Errno::PERM,
            Refusal::Failed(errno) => errno,
        })
    }
}
