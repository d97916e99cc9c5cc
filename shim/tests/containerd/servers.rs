//! The processes of a container's server.

use super::container::Container;
use std::fs;

/// Lists the processes of a container's server: itself, the zygote, and the process of the
/// container. All are forks of one program, so they have its command line, which names containerd's
/// namespace and the container.
pub(crate) fn processes(container: &Container) -> Vec<u32> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(line) = fs::read(entry.path().join("cmdline")) else {
            continue;
        };
        let words: Vec<_> = line.split(|byte| *byte == 0).collect();
        let has = |word: &str| words.contains(&word.as_bytes());
        if has(container.daemon.namespace()) && has(&container.id) && !has("ctr") {
            let name = entry.file_name();
            found.extend(name.to_str().and_then(|name| name.parse::<u32>().ok()));
        }
    }
    found
}

/// Returns the server: the one whose parent is none of them.
pub(crate) fn server(container: &Container) -> u32 {
    let all = processes(container);
    let outer =
        |process: &&u32| status(**process).is_some_and(|(_, parent)| !all.contains(&parent));
    let found: Vec<_> = all.iter().filter(outer).collect();
    assert_eq!(found.len(), 1, "one server among {all:?}");
    *found[0]
}

/// Returns the state and the parent of a process.
pub(crate) fn status(process: u32) -> Option<(char, u32)> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let field = |name: &str| {
        let mut lines = status.lines();
        lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
    };
    let state = field("State:")?.chars().next()?;
    Some((state, field("PPid:")?.parse().ok()?))
}
