//! Each guest ends by a signal and when its time is over, whatever it does.

use crate::Files;
use crate::guests::{BUSY, fills_stderr, reads_file, reads_stdin};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The guests, with what makes each of them run for ever.
fn guests() -> [(&'static str, String); 3] {
    [
        ("busy", BUSY.to_owned()),
        ("host-call", reads_stdin()),
        ("fifo", reads_file()),
    ]
}

fn files() -> Files {
    let files = Files::new();
    for (name, text) in guests() {
        files.component(name, &text);
    }
    let fifo = files.path("dir/f");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    files
}

/// Starts a guest that waits for standard input, whose other end stays open with the child.
pub(crate) fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until the process has a handler for SIGTERM, and then for the guest to start.
#[cfg(target_os = "linux")]
fn wait_for_handlers(pid: u32) {
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let mask = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))?;
        u64::from_str_radix(mask.trim(), 16).ok()
    };
    let term = 1 << (Signal::TERM.as_raw() - 1);
    let start = Instant::now();
    while caught().is_none_or(|mask| mask & term == 0) && start.elapsed() < LIMIT {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(300));
}

#[cfg(not(target_os = "linux"))]
fn wait_for_handlers(_pid: u32) {
    std::thread::sleep(Duration::from_secs(1));
}

/// How long a test waits for what should take a second, on a machine that does other work.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// Waits for the end.
pub(crate) fn end(mut child: Child, what: &str) -> (Option<i32>, String) {
    let stdin = child.stdin.take();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            panic!("{what} did not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_time_limit_ends_every_guest() {
    let files = files();
    for (name, _) in guests() {
        let mut command = files.command(&["run", "--dir", "dir::/", "--timeout", "400ms", name]);
        let (status, stderr) = end(start(&mut command), name);
        assert_eq!(status, Some(124), "{name}: {stderr}");
        let line = "wasi-mknod: the run took longer than 400ms, the limit set by --timeout\n";
        assert_eq!(stderr, line, "{name}");
    }
}

/// The guest holds the lock of standard error while it waits for room in the pipe.
#[test]
fn a_time_limit_ends_a_guest_that_has_filled_standard_error() {
    let files = Files::new();
    files.component("full", &fills_stderr());
    let mut command = files.command(&["run", "--timeout", "3s", "full"]);
    let (status, stderr) = end(start(&mut command), "full");
    assert_eq!(status, Some(124));
    assert!(
        stderr.len() >= 65536,
        "the pipe was not full: {}",
        stderr.len()
    );
}

#[test]
fn signals_end_every_guest() {
    let files = files();
    for (name, _) in guests() {
        for (signal, expected) in [(Signal::TERM, 143), (Signal::INT, 130)] {
            let mut command = files.command(&["run", "--dir", "dir::/", name]);
            let child = start(&mut command);
            wait_for_handlers(child.id());
            kill_process(Pid::from_child(&child), signal).unwrap();
            let (status, stderr) = end(child, name);
            assert_eq!(status, Some(expected), "{name}: {stderr}");
            assert_eq!(stderr, "", "{name}");
        }
    }
}

/// The kernel ignores signals of process 1 that have no handler.
#[cfg(target_os = "linux")]
#[test]
fn signals_end_process_1() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root makes a process namespace");
        return;
    }
    let files = files();
    for (signal, expected) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let runner = files.command(&["run", "--dir", "dir::/", "fifo"]);
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork"]).arg(runner.get_program());
        command.args(runner.get_args()).current_dir(files.path(""));
        command.env("XDG_CACHE_HOME", files.path("cache"));
        let child = start(&mut command);
        let Some(runner) = child_of(child.id()) else {
            let (status, stderr) = end(child, "unshare");
            assert!(
                stderr.contains("Operation not permitted"),
                "{status:?} {stderr}"
            );
            eprintln!("skipped: no process namespaces here: {stderr}");
            return;
        };
        wait_for_handlers(runner);
        let runner = Pid::from_raw(i32::try_from(runner).unwrap()).unwrap();
        kill_process(runner, signal).unwrap();
        let (status, stderr) = end(child, "process 1");
        assert_eq!(status, Some(expected), "{stderr}");
    }
}

/// Waits for the child of `parent`; `None` if `parent` ends without one.
#[cfg(target_os = "linux")]
fn child_of(parent: u32) -> Option<u32> {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let start = Instant::now();
    loop {
        let children = std::fs::read_to_string(&path).unwrap_or_default();
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().ok();
        }
        let status = std::fs::read_to_string(format!("/proc/{parent}/status")).unwrap_or_default();
        if status.contains("State:\tZ") || start.elapsed() > LIMIT {
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
