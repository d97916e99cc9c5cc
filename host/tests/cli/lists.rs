//! A list of nodes that takes minutes ends with the run.

use crate::Files;
use crate::ending::{LIMIT, end, start};
use crate::guests::makes_a_list;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

/// The length of the list: the guest's names have five digits.
const NODES: usize = 90_000;
/// How many links the kernel follows in one path, less one.
const LINKS: usize = 39;

/// Makes the directory `dir`, in which `l` leads to `dir` itself, by so many links that each
/// look-up takes a millisecond.
fn files() -> Files {
    let files = Files::new();
    files.component("list", &makes_a_list(NODES));
    fs::create_dir(files.path("dir/d")).unwrap();
    let detour = "d/../".repeat(800);
    for number in 0..LINKS {
        let target = match number + 1 {
            LINKS => detour.clone(),
            next => format!("{detour}l{next}"),
        };
        let name = match number {
            0 => "dir/l".to_owned(),
            number => format!("dir/l{number}"),
        };
        symlink(target, files.path(&name)).unwrap();
    }
    files
}

/// How many nodes were made.
fn made(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap();
    entries.count() - LINKS - 1
}

#[test]
fn a_time_limit_ends_a_list_that_is_under_way() {
    let files = files();
    let mut command = files.command(&["run", "--dir", "dir::/", "--timeout", "3s", "list"]);
    let begin = Instant::now();
    let (status, stderr) = end(start(&mut command), "list");
    assert_eq!(status, Some(124), "{stderr}");
    let line = "wasi-mknod: the run took longer than 3s, the limit set by --timeout\n";
    assert_eq!(stderr, line);
    assert!(begin.elapsed() >= Duration::from_secs(3));
    let made = made(&files.path("dir"));
    assert!(0 < made && made < NODES, "{made}");
}

#[test]
fn a_signal_ends_a_list_that_is_under_way() {
    let files = files();
    let dir = files.path("dir");
    let child = start(&mut files.command(&["run", "--dir", "dir::/", "list"]));
    let begin = Instant::now();
    while made(&dir) == 0 {
        assert!(begin.elapsed() < LIMIT, "nothing was made");
        std::thread::sleep(Duration::from_millis(5));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let (status, stderr) = end(child, "list");
    assert_eq!((status, stderr.as_str()), (Some(143), ""));
    assert!(made(&dir) < NODES);
}
