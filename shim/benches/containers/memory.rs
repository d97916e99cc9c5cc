//! Memory of containers that run.

use super::contender::{Container, Contender};
use std::fs;
use wasi_mknod_tests::wait_until;

/// The mean of the containers, in KiB, with all processes that each has: its server, and whatever
/// the server has started.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Memory {
    /// With a part of each page that processes share.
    pub(crate) proportional: f64,
    /// What would be free again without the container.
    pub(crate) own: f64,
    /// How many processes.
    pub(crate) processes: f64,
}

/// Starts `count` containers that wait on a FIFO, and measures them.
pub(crate) fn of_each(contender: &Contender<'_>, count: usize) -> Memory {
    let containers: Vec<_> = (0..count).map(|_| contender.container(true)).collect();
    for container in &containers {
        let output = container.command("--detach").output();
        let output = output.expect("ctr is installed");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
        wait_until("the program has made its FIFO", || {
            container.fifo().exists()
        });
    }
    // All of them are there now: they share what they can.
    let mut sum = Memory::default();
    for container in &containers {
        for process in processes(contender, container) {
            let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup"));
            let rollup = rollup.expect("it runs");
            sum.proportional += field(&rollup, "Pss:");
            sum.own += field(&rollup, "Private_Clean:") + field(&rollup, "Private_Dirty:");
            sum.processes += 1.0;
        }
    }
    end(contender, &containers);
    let count = count as f64;
    Memory {
        proportional: sum.proportional / count,
        own: sum.own / count,
        processes: sum.processes / count,
    }
}

/// The servers, by their command lines, and the processes that descend from them.
fn processes(contender: &Contender<'_>, container: &Container<'_>) -> Vec<u32> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc").expect("/proc is mounted").flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        all.push((process, field(&status, "PPid:") as u32, line));
    }
    let mut found = Vec::new();
    for (process, _, line) in &all {
        let words: Vec<_> = line.split(|byte| *byte == 0).collect();
        let has = |word: &str| words.contains(&word.as_bytes());
        if has(contender.daemon.namespace()) && has(&container.id) && !has("ctr") {
            found.push(*process);
        }
    }
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        for (process, of, _) in &all {
            if *of == parent && !found.contains(process) {
                found.push(*process);
            }
        }
        next += 1;
    }
    found
}

fn field(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}

fn end(contender: &Contender<'_>, containers: &[Container<'_>]) {
    for container in containers {
        let daemon = contender.daemon;
        daemon.ask(&["tasks", "kill", "--signal", "SIGKILL", &container.id]);
        wait_until("the task is gone", || {
            let delete = ["tasks", "delete", "--force", &container.id];
            // It fails while the process is ending, and returns the status afterwards.
            let _ = daemon.ctr(&delete).output();
            !daemon
                .ask(&["tasks", "list", "--quiet"])
                .lines()
                .any(|id| id == container.id)
        });
        daemon.ask(&["containers", "delete", &container.id]);
    }
}
