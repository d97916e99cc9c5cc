//! Which policy holds where.

use super::{Attempt, Denied, Policy};
use crate::sys::{Errno, directory};
use std::fs::File;
use std::sync::Arc;

/// A policy for all places, and others for some directories and what is beneath them.
///
/// What counts is the place of a node at the moment of the call, not the descriptor or the path by which the guest got
/// there: from the directory that the node would be in, the way up to the root is walked, and the first directory on
/// it that has a policy of its own decides. So a directory that the guest renames into another one leaves its grants
/// behind, and a nested preopen has the same policy when it is reached through the outer one.
///
/// The walk goes from handle to handle, by `..`, and compares identities. Somebody who renames directories meanwhile
/// can make it see the place before or after, as in every path resolution; but who can do that can rename the finished
/// node just as well.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policies {
    base: Policy,
    directories: Vec<Directory>,
}

/// A directory that has a policy of its own.
#[derive(Clone, Debug)]
struct Directory {
    id: directory::Id,
    policy: Policy,
    /// Keeps the identity from being given to another directory.
    _handle: Arc<File>,
}

impl Policies {
    /// Sets the policy for all places that have none of their own.
    pub(crate) fn set_base(&mut self, base: Policy) {
        self.base = base;
    }

    /// Returns the policy for all places that have none of their own.
    pub(crate) fn base(&self) -> &Policy {
        &self.base
    }

    /// Gives the directory `handle` a policy of its own, in place of one that it had before.
    ///
    /// # Errors
    ///
    /// What the kernel says of the handle.
    pub(crate) fn insert(&mut self, handle: File, policy: Policy) -> Result<(), Errno> {
        let id = directory::id(&handle)?;
        self.directories.retain(|own| own.id != id);
        self.directories.push(Directory {
            id,
            policy,
            _handle: Arc::new(handle),
        });
        Ok(())
    }

    /// Says whether the answer depends on the place of a node.
    pub(crate) fn depend_on_place(&self) -> bool {
        !self.directories.is_empty()
    }

    /// Decides without looking at the file system. Where the answer depends on the place, what no policy grants is
    /// denied, and the rest is left to [`decide`](Self::decide).
    pub(crate) fn decide_anywhere(&self, attempt: &Attempt<'_>) -> Result<(), Denied> {
        if !self.depend_on_place() {
            return self.base.decide(attempt);
        }
        let checks = self
            .all()
            .map(|policy| policy.check(attempt.node_type, attempt.mode));
        checks.reduce(Result::or).unwrap_or(Ok(()))
    }

    /// Decides about a node in the directory `parent`.
    pub(crate) fn decide(&self, parent: &File, attempt: &Attempt<'_>) -> Result<(), Denied> {
        match self.policy_of(parent) {
            Ok(policy) => policy.decide(attempt),
            Err(errno) => {
                tracing::warn!(
                    %errno,
                    "the way from a guest's directory up to the root cannot be walked, so its policy is not known"
                );
                Err(Denied::UnknownPlace)
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &Policy> {
        let own = self.directories.iter().map(|own| &own.policy);
        std::iter::once(&self.base).chain(own)
    }

    /// Finds the policy of the nearest directory at or above `start`.
    fn policy_of(&self, start: &File) -> Result<&Policy, Errno> {
        let mut id = directory::id(start)?;
        let mut above = None;
        loop {
            if let Some(found) = self.directories.iter().find(|own| own.id == id) {
                return Ok(&found.policy);
            }
            let parent = directory::open_parent(above.as_ref().unwrap_or(start))?;
            let parent_id = directory::id(&parent)?;
            if parent_id == id {
                // Only the root is its own parent.
                return Ok(&self.base);
            }
            above = Some(parent);
            id = parent_id;
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::Policies;
    use crate::policy::{Attempt, Denied, NodeTypes, Policy};
    use crate::{Mode, NodeType};
    use std::fs::{self, File};
    use std::path::Path;

    const FIFO: Attempt<'_> = Attempt {
        path: "x",
        node_type: NodeType::Fifo,
        mode: Mode::empty(),
    };

    fn open(path: &Path) -> File {
        File::open(path).unwrap()
    }

    #[test]
    fn the_nearest_directory_above_decides_wherever_the_handle_came_from() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        fs::create_dir_all(root.join("granted/denied/deep")).unwrap();
        fs::create_dir_all(root.join("granted/open/deep")).unwrap();
        fs::create_dir_all(root.join("other")).unwrap();
        let fifos = Policy::deny_all().node_types(NodeTypes::FIFO);
        let mut policies = Policies::default();
        policies.set_base(Policy::deny_all());
        policies
            .insert(open(&root.join("granted")), fifos.clone())
            .unwrap();
        policies
            .insert(open(&root.join("granted/denied")), Policy::deny_all())
            .unwrap();

        let moved = open(&root.join("granted/open/deep"));
        for (place, granted) in [
            ("", false),
            ("other", false),
            ("granted", true),
            ("granted/open/deep", true),
            ("granted/denied", false),
            ("granted/denied/deep", false),
        ] {
            let answer = policies.decide(&open(&root.join(place)), &FIFO);
            assert_eq!(answer.is_ok(), granted, "{place:?}");
        }

        assert_eq!(policies.decide(&moved, &FIFO), Ok(()));
        fs::rename(root.join("granted/open"), root.join("other/open")).unwrap();
        let denied = Err(Denied::NodeType(NodeType::Fifo));
        assert_eq!(policies.decide(&moved, &FIFO), denied);
        fs::rename(root.join("granted"), root.join("other/renamed")).unwrap();
        fs::rename(root.join("other/open"), root.join("other/renamed/open")).unwrap();
        assert_eq!(policies.decide(&moved, &FIFO), Ok(()));

        policies
            .insert(open(&root.join("other/renamed")), Policy::deny_all())
            .unwrap();
        assert_eq!(policies.decide(&moved, &FIFO), denied);
        assert_eq!(policies.decide_anywhere(&FIFO), denied);
    }

    #[test]
    fn what_some_place_grants_is_decided_by_place() {
        let root = tempfile::tempdir().unwrap();
        let mut policies = Policies::default();
        policies.set_base(Policy::deny_all());
        assert!(policies.decide_anywhere(&FIFO).is_err());
        policies.insert(open(root.path()), Policy::new()).unwrap();
        assert!(policies.depend_on_place());
        assert_eq!(policies.decide_anywhere(&FIFO), Ok(()));
    }

    #[test]
    fn the_embedders_own_check_comes_after_the_rules() {
        let policy = Policy::new().admit_if(|attempt| attempt.path != "x");
        assert_eq!(policy.decide(&FIFO), Err(Denied::Vetoed));
        assert_eq!(policy.decide(&Attempt { path: "y", ..FIFO }), Ok(()));
        let policy = Policy::deny_all().admit_if(|_| true);
        assert!(policy.decide(&FIFO).is_err());
    }
}
