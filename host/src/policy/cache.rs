//! Policies of the directories that one call makes nodes in.

use super::{Attempt, Denied, Policies, Policy};
use crate::sys::directory;
use std::collections::VecDeque;
use std::fs::File;

/// Finds the policy of a directory once for the nodes of one call.
///
/// The nodes of a list tend to be in few directories, and the walk up to the root costs two system
/// calls for each level. A directory that is moved during the call keeps the policy of the place
/// where the call found it first.
pub(crate) struct PolicyCache<'a> {
    policies: &'a Policies,
    capacity: usize,
    /// The directories that were used last, the latest one in front.
    found: VecDeque<Found<'a>>,
}

struct Found<'a> {
    id: directory::Id,
    policy: &'a Policy,
    /// Keeps the identity from being given to another directory.
    _handle: File,
}

impl<'a> PolicyCache<'a> {
    /// How many directories the cache of a list keeps.
    pub(super) const CAPACITY: usize = 8;

    pub(super) fn new(policies: &'a Policies, capacity: usize) -> Self {
        Self {
            policies,
            capacity,
            found: VecDeque::new(),
        }
    }

    /// Decides about a node in the directory `parent`.
    pub(crate) fn decide(&mut self, parent: &File, attempt: &Attempt<'_>) -> Result<(), Denied> {
        if let Some(policy) = self.known(parent) {
            return policy.decide(attempt);
        }
        match self.policies.policy_of(parent) {
            Ok(policy) => {
                self.keep(parent, policy);
                policy.decide(attempt)
            }
            Err(errno) => {
                // A guest can cause this as often as it likes, so the level is not WARN.
                tracing::debug!(
                    %errno,
                    "the way from a guest's directory up to the root cannot be walked, so its policy is not known"
                );
                Err(Denied::UnknownPlace)
            }
        }
    }

    fn known(&self, parent: &File) -> Option<&'a Policy> {
        if self.found.is_empty() {
            return None;
        }
        let id = directory::id(parent).ok()?;
        let found = self.found.iter().find(|found| found.id == id)?;
        Some(found.policy)
    }

    /// Keeps a policy. Without a handle of its own, such as at the limit of descriptors, it is not
    /// kept: another directory could get the same identity.
    fn keep(&mut self, parent: &File, policy: &'a Policy) {
        if self.capacity == 0 {
            return;
        }
        let Ok(handle) = parent.try_clone() else {
            return;
        };
        let Ok(id) = directory::id(&handle) else {
            return;
        };
        self.found.truncate(self.capacity - 1);
        self.found.push_front(Found {
            id,
            policy,
            _handle: handle,
        });
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use crate::policy::{Attempt, Denied, Policies, Policy, PolicyCache};
    use crate::{Mode, NodeType};
    use std::fs::{self, File};

    const FIFO: Attempt<'_> = Attempt {
        path: "x",
        node_type: NodeType::Fifo,
        mode: Mode::empty(),
    };

    #[test]
    fn each_directory_is_found_once_in_a_call() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for name in ["granted/in", "denied/in"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        let open = |name: &str| File::open(root.join(name)).unwrap();
        let mut policies = Policies::default();
        policies.set_base(Policy::deny_all());
        policies.insert(open("granted"), Policy::new()).unwrap();
        let denied = Err(Denied::NodeType(NodeType::Fifo));

        let mut cache = policies.cache();
        assert_eq!(cache.decide(&open("granted/in"), &FIFO), Ok(()));
        assert_eq!(cache.decide(&open("denied/in"), &FIFO), denied);
        assert_eq!(cache.found.len(), 2);
        // Another handle of the same directory, which moves between two nodes of the call.
        fs::rename(root.join("granted/in"), root.join("denied/moved")).unwrap();
        assert_eq!(cache.decide(&open("denied/moved"), &FIFO), Ok(()));
        assert_eq!(cache.found.len(), 2);
        assert_eq!(policies.decide(&open("denied/moved"), &FIFO), denied);
        // A removed directory keeps its identity, so that a new one does not get its policy.
        fs::remove_dir(root.join("denied/moved")).unwrap();
        for index in 0..2 * PolicyCache::CAPACITY {
            let name = format!("denied/{index}");
            fs::create_dir(root.join(&name)).unwrap();
            assert_eq!(cache.decide(&open(&name), &FIFO), denied);
        }
        assert_eq!(cache.found.len(), PolicyCache::CAPACITY);
    }
}
