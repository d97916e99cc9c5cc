//! Changes in a directory with a policy of its own, and beside it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::Attribute;
use super::call::{Change, OnDescriptor, OnPath};
use crate::policy::{Policies, Policy};
use crate::recorded::{Devices, Recording};
use crate::sys::Errno;
use cap_mknod::Mode;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const MODE: Attribute = Attribute::Mode(Mode::from_bits_truncate(0o640));

/// `granted`, where the policy grants changes of modes, and `denied` beside it.
fn tree() -> (TempDir, Arc<Policies>) {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    for name in ["granted/dir", "denied/dir"] {
        fs::create_dir_all(path(name)).unwrap();
    }
    for name in ["granted/file", "denied/file"] {
        fs::write(path(name), "").unwrap();
    }
    symlink("../denied/file", path("granted/to-denied")).unwrap();
    symlink("../granted/file", path("denied/to-granted")).unwrap();
    let mut policies = Policies::default();
    policies.set_base(Policy::deny_all());
    let granted = File::open(path("granted")).unwrap();
    let policy = Policy::deny_all().change_mode(true);
    policies.insert(granted, policy).unwrap();
    (root, Arc::new(policies))
}

fn change(policies: &Arc<Policies>) -> Change {
    Change {
        attribute: MODE,
        recording: Recording::new(Devices::Real),
        policies: Some(Arc::clone(policies)),
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn the_place_of_the_node_decides_and_not_that_of_a_link() {
    let (root, policies) = tree();
    for (path, changed, expected) in [
        ("granted/file", "granted/file", Ok(())),
        ("denied/to-granted", "granted/file", Ok(())),
        ("denied/../granted/file", "granted/file", Ok(())),
        ("granted/dir", "granted/dir", Ok(())),
        ("granted/dir/", "granted/dir", Ok(())),
        ("granted/dir/..", "granted", Ok(())),
        ("granted", "granted", Ok(())),
        ("denied/file", "denied/file", Err(Errno::PERM)),
        ("granted/to-denied", "denied/file", Err(Errno::PERM)),
        ("granted/../denied/dir", "denied/dir", Err(Errno::PERM)),
        ("granted/file/", "granted/file", Err(Errno::NOTDIR)),
    ] {
        let node = root.path().join(changed);
        fs::set_permissions(&node, fs::Permissions::from_mode(0o755)).unwrap();
        let result = OnPath {
            dir: Arc::new(File::open(root.path()).unwrap()),
            path: path.to_owned(),
            follow: true,
            change: change(&policies),
        }
        .run();
        assert_eq!(result, expected, "{path}");
        let is = if expected.is_ok() { 0o640 } else { 0o755 };
        assert_eq!(mode(&node), is, "{path}");
        fs::set_permissions(&node, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn an_open_file_has_no_place_so_all_policies_have_to_grant_it() {
    let (root, policies) = tree();
    let mut all = Policies::clone(&policies);
    all.set_base(Policy::deny_all().change_mode(true));
    let all = Arc::new(all);
    for (path, policies, expected) in [
        ("granted/dir", &policies, Ok(())),
        ("denied/dir", &policies, Err(Errno::PERM)),
        ("granted/file", &policies, Err(Errno::PERM)),
        ("granted/file", &all, Ok(())),
        ("denied/dir", &all, Ok(())),
    ] {
        let path = root.path().join(path);
        let file = OpenOptions::new().read(true).open(&path).unwrap();
        let result = OnDescriptor {
            file: Arc::new(file),
            change: change(policies),
        }
        .run();
        assert_eq!(result, expected, "{}", path.display());
    }
}
