//! What may be left of a container.

use super::container::Container;
use super::life::waiting;
use super::{NEEDS, daemon, servers};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wasi_mknod_tests::containerd::mounts_below;
use wasi_mknod_tests::{Trials, wait_until};

pub(crate) fn add(trials: &mut Trials) {
    trials.add("leftovers::of_a_failed_test", NEEDS, failed);
}

/// The containerd of the tests removes at its end what a test has not deleted.
fn failed() {
    let daemon = Arc::new(daemon::start());
    let namespace = PathBuf::from(daemon.namespace());
    let container = waiting().moved_to(daemon);
    container.start();
    let process = PathBuf::from(format!("/proc/{}", container.pid()));
    assert!(process.exists() && !cgroups_of(&namespace).is_empty());
    drop(container);
    assert_eq!(cgroups_of(&namespace), Vec::<PathBuf>::new());
    assert!(!process.exists());
}

/// Checks that nothing of a deleted container is left: no process, mount, cgroup, bundle, socket or
/// FIFO.
pub(crate) fn check(container: &Container) {
    let what = format!("nothing of {} is left", container.id);
    // The server ends after it has answered.
    let mut left = Vec::new();
    let end = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        wait_until(&what, || {
            left = list(container);
            left.is_empty()
        });
    }));
    assert!(end.is_ok(), "{} has left {left:?}", container.id);
}

fn list(container: &Container) -> Vec<String> {
    let bundle = container.daemon.bundle(&container.id);
    let mut left: Vec<String> = Vec::new();
    if bundle.exists() {
        left.push(bundle.display().to_string());
    }
    left.extend(mounts_below(&bundle));
    left.extend(mounts_below(&container.root()));
    left.extend(
        cgroups(container)
            .iter()
            .map(|path| path.display().to_string()),
    );
    left.extend(
        servers::processes(container)
            .iter()
            .map(|process| format!("process {process}")),
    );
    left.extend(fifos(container));
    left
}

/// Lists the cgroups of the container.
fn cgroups(container: &Container) -> Vec<PathBuf> {
    cgroups_of(&Path::new(container.daemon.namespace()).join(&container.id))
}

/// Lists the cgroups with this name.
fn cgroups_of(name: &Path) -> Vec<PathBuf> {
    let hierarchies = fs::read_dir("/sys/fs/cgroup")
        .into_iter()
        .flatten()
        .flatten();
    let hierarchies = hierarchies
        .map(|entry| entry.path())
        .chain(["/sys/fs/cgroup".into()]);
    hierarchies
        .map(|path| path.join(name))
        .filter(|path| path.exists())
        .collect()
}

/// Lists the FIFOs of the standard streams.
fn fifos(container: &Container) -> Vec<String> {
    let folder = container.root().with_file_name("fifos");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let inner = fs::read_dir(entry.path()).into_iter().flatten().flatten();
        found.extend(inner.map(|entry| entry.path().display().to_string()));
    }
    found
}
