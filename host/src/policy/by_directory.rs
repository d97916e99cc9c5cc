//! Policies by directory.

use super::{Attempt, Denied, Policy, PolicyCache};
use crate::attributes::Attribute;
use crate::sys::{Errno, directory};
use std::fs::File;
use std::io;
use std::sync::Arc;

/// How many levels a directory may be beneath the root where a policy depends on the place.
///
/// A guest can nest directories without a limit, and each level costs two system calls for each
/// node. A path of `PATH_MAX` bytes has at most half as many levels as this.
const MAX_LEVELS: usize = 4096;

/// A policy for all places, and others for some directories and what is beneath them.
///
/// The policy depends on the place of a node at the moment of the call, not on the descriptor or
/// the path by which the guest reached it: the walk goes from the parent directory of the node up
/// to the root, and the first directory with a policy of its own decides. A directory that the
/// guest renames into another one loses its grants, and a nested preopen has the same policy when
/// it is reached through the outer one.
///
/// The walk goes from handle to handle by `..` and compares identities. A rename during the walk
/// can make it see the place before or after, as in every path resolution; a process that can
/// rename the directory can also rename the finished node.
///
/// # Bind mounts
///
/// `..` follows the mount through which the guest reached the directory. If a subtree of a
/// directory with a policy is mounted at a second place, the walk from there leads to the parents
/// of the mount point, and the policy is not found. So a policy that denies is not reliable for a
/// directory whose subtrees are bind mounts elsewhere in reach of the guest: the general policy
/// should deny, and policies for directories should grant.
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
    /// `InvalidInput` if the policy has rules for opening devices, which hold in all places; the
    /// error of `fstat(2)`.
    pub(crate) fn insert(&mut self, handle: File, policy: Policy) -> io::Result<()> {
        if policy.opens_devices() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a policy for a directory cannot have rules for opening devices; \
                 add them to the general policy",
            ));
        }
        let id = directory::id(&handle)?;
        self.directories.retain(|own| own.id != id);
        self.directories.push(Directory {
            id,
            policy,
            _handle: Arc::new(handle),
        });
        Ok(())
    }

    /// Returns whether the answer depends on the place of a node.
    pub(crate) fn depend_on_place(&self) -> bool {
        !self.directories.is_empty()
    }

    /// Decides without a system call. If the answer depends on the place, an attempt that no policy
    /// grants is denied, and the others are left to [`decide`](Self::decide).
    pub(crate) fn decide_anywhere(&self, attempt: &Attempt<'_>) -> Result<(), Denied> {
        if !self.depend_on_place() {
            return self.base.decide(attempt);
        }
        let checks = self
            .all()
            .map(|policy| policy.check(attempt.node_type, attempt.mode));
        checks.reduce(Result::or).unwrap_or(Ok(()))
    }

    /// Decides about a change without a system call. If the answer depends on the place, a change
    /// that no policy grants is denied, and the others are left to
    /// [`decide_change`](Self::decide_change) and
    /// [`decide_change_everywhere`](Self::decide_change_everywhere).
    pub(crate) fn decide_change_anywhere(&self, attribute: &Attribute) -> Result<(), Denied> {
        let checks = self.all().map(|policy| policy.decide_change(attribute));
        checks.reduce(Result::or).unwrap_or(Ok(()))
    }

    /// Decides about a change of the directory `place`, or of a node in it.
    pub(crate) fn decide_change(&self, place: &File, attribute: &Attribute) -> Result<(), Denied> {
        self.known_policy_of(place)?.decide_change(attribute)
    }

    /// Decides about symbolic links with absolute targets without a system call. If the answer
    /// depends on the place, they are denied if no policy grants them, and otherwise left to
    /// [`decide_absolute_link`](Self::decide_absolute_link).
    pub(crate) fn decide_absolute_link_anywhere(&self) -> Result<(), Denied> {
        let checks = self.all().map(Policy::check_absolute_link);
        checks.reduce(Result::or).unwrap_or(Ok(()))
    }

    /// Decides about a symbolic link with an absolute target in the directory `place`.
    pub(crate) fn decide_absolute_link(&self, place: &File) -> Result<(), Denied> {
        self.known_policy_of(place)?.check_absolute_link()
    }

    /// Decides about a change of a node whose place is not known: every policy must grant it.
    pub(crate) fn decide_change_everywhere(&self, attribute: &Attribute) -> Result<(), Denied> {
        self.all()
            .try_for_each(|policy| policy.decide_change(attribute))
    }

    /// Decides about a node in the directory `parent`.
    #[cfg(test)]
    pub(crate) fn decide(&self, parent: &File, attempt: &Attempt<'_>) -> Result<(), Denied> {
        self.without_cache().decide(parent, attempt)
    }

    /// Returns what finds the policy for one node.
    pub(crate) fn without_cache(&self) -> PolicyCache<'_> {
        PolicyCache::new(self, 0)
    }

    /// Returns a cache for the nodes of a list, by which each directory is found once.
    pub(crate) fn cache(&self) -> PolicyCache<'_> {
        PolicyCache::new(self, PolicyCache::CAPACITY)
    }

    fn all(&self) -> impl Iterator<Item = &Policy> {
        let own = self.directories.iter().map(|own| &own.policy);
        std::iter::once(&self.base).chain(own)
    }

    /// Finds the policy of the nearest directory at or above `place`, or denies.
    fn known_policy_of(&self, place: &File) -> Result<&Policy, Denied> {
        self.policy_of(place).map_err(|errno| {
            tracing::debug!(%errno, "the way from a guest's directory up to the root cannot be walked");
            Denied::UnknownPlace
        })
    }

    /// Finds the policy of the nearest directory at or above `start`.
    ///
    /// # Errors
    ///
    /// `LOOP` if the root is more than [`MAX_LEVELS`] above; errors of opening `..`.
    pub(super) fn policy_of(&self, start: &File) -> Result<&Policy, Errno> {
        let mut id = directory::id(start)?;
        let mut above = None;
        for _ in 0..MAX_LEVELS {
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
        Err(Errno::LOOP)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::{MAX_LEVELS, Policies};
    use crate::policy::{Attempt, Denied, NodeTypes, Policy};
    use crate::{Mode, NodeType};
    use rustix::fs::{OFlags, mkdirat, openat};
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

    #[test]
    fn every_check_of_the_embedder_must_admit() {
        for (first, second, granted) in [
            (true, true, true),
            (true, false, false),
            (false, true, false),
            (false, false, false),
        ] {
            let policy = Policy::new().admit_if(move |_| first);
            let policy = policy.admit_if(move |_| second);
            assert_eq!(policy.decide(&FIFO).is_ok(), granted, "{first} {second}");
        }
    }

    #[test]
    fn rules_for_opening_are_general() {
        let root = tempfile::tempdir().unwrap();
        let policy = Policy::new().open_device("c 1:3".parse().unwrap());
        let error = Policies::default()
            .insert(open(root.path()), policy)
            .unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().contains("general policy"), "{error}");
    }

    #[test]
    fn a_place_that_is_too_deep_is_denied() {
        // Thousands of nested directories take seconds on a disk.
        let root = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let root = root.unwrap();
        let mut policies = Policies::default();
        policies.set_base(Policy::new());
        policies.insert(open(root.path()), Policy::new()).unwrap();
        // The root of the walk has a policy, so only levels beneath it count.
        let mut deep = open(root.path());
        for depth in 1..=MAX_LEVELS {
            mkdirat(&deep, "d", 0o700.into()).unwrap();
            let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
            deep = File::from(openat(&deep, "d", flags, 0.into()).unwrap());
            let expected = match depth {
                1 | 100 | 4095 => Ok(()),
                MAX_LEVELS => Err(Denied::UnknownPlace),
                _ => continue,
            };
            assert_eq!(policies.decide(&deep, &FIFO), expected, "{depth}");
        }
        cut(root.path());
    }

    /// Cuts a chain of directories `d` into pieces that can be removed by their paths.
    fn cut(root: &Path) {
        let mut top = root.join("d");
        for part in 0.. {
            let end = (0..500).fold(top, |path, _| path.join("d"));
            let next = root.join(part.to_string());
            if fs::rename(&end, &next).is_err() {
                break;
            }
            top = next;
        }
    }
}
