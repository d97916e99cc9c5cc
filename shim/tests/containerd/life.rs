//! The life of a container: created, started, paused, ended by signals.

use super::NEEDS;
use super::container::Container;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::USE_SUBJECT;

/// The signal that ends a guest, and its exit status.
const SIGNALS: &[(&str, i32)] = &[("SIGTERM", 143), ("SIGKILL", 137), ("SIGINT", 130)];

pub(crate) fn add(trials: &mut Trials) {
    for &(signal, status) in SIGNALS {
        for (what, container) in [("waits", waiting as fn() -> Container), ("spins", spinning)] {
            trials.add(format!("life::{signal}_{what}"), NEEDS, move || {
                let container = container();
                container.start();
                container.wait_for("RUNNING");
                container.kill(signal);
                container.wait_for("STOPPED");
                assert_eq!(container.delete(), status);
            });
        }
    }
    trials.add("life::exit_status", NEEDS, exit_status);
    trials.add("life::pause", NEEDS, pause);
    trials.add("life::paused_and_killed", NEEDS, paused_and_killed);
    trials.add("life::second_program", NEEDS, no_exec);
    trials.add("life::metrics", NEEDS, metrics);
}

/// A guest that waits on a FIFO for ever.
pub(crate) fn waiting() -> Container {
    let container = Container::new(&USE_SUBJECT, &[]);
    let fifo = container.root().join("srv/q");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("coreutils are installed").success());
    let text = r#"(module
        (import "wasi_snapshot_preview1" "path_open"
            (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read"
            (func $read (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "srv/q")
        (data (i32.const 16) "\40\00\00\00\10\00\00\00")
        (func (export "_start")
            (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 5)
                (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)))
            (drop (call $read (i32.load (i32.const 32)) (i32.const 16) (i32.const 1)
                (i32.const 36)))))"#;
    container.replaced_by_text(text)
}

/// A guest that computes for ever.
pub(crate) fn spinning() -> Container {
    let text = r#"(module (memory (export "memory") 1)
        (func (export "_start") (loop $again (br $again))))"#;
    Container::new(&USE_SUBJECT, &[]).replaced_by_text(text)
}

fn exit_status() {
    for status in [0, 1, 7, 255] {
        let text = format!(
            r#"(module
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (memory (export "memory") 1)
                (func (export "_start") (call $exit (i32.const {status}))))"#
        );
        let container = Container::new(&USE_SUBJECT, &[]).replaced_by_text(&text);
        container.run().expect(status);
    }
}

fn pause() {
    let container = spinning();
    container.start();
    container.daemon.ask(&["tasks", "pause", &container.id]);
    container.wait_for("PAUSED");
    container.daemon.ask(&["tasks", "resume", &container.id]);
    container.wait_for("RUNNING");
    container.kill("SIGTERM");
    container.wait_for("STOPPED");
    assert_eq!(container.delete(), 143);
}

fn paused_and_killed() {
    let container = waiting();
    container.start();
    container.daemon.ask(&["tasks", "pause", &container.id]);
    container.kill("SIGKILL");
    container.wait_for("STOPPED");
    assert_eq!(container.delete(), 137);
}

fn no_exec() {
    let container = spinning();
    container.start();
    let words = [
        "tasks",
        "exec",
        "--exec-id",
        "e",
        &container.id,
        "/program.wasm",
    ];
    let output = container
        .daemon
        .ctr(&words)
        .output()
        .expect("ctr is installed");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("has one program"), "{error}");
    container.kill("SIGKILL");
    container.wait_for("STOPPED");
    assert_eq!(container.delete(), 137);
}

fn metrics() {
    let container = spinning();
    container.start();
    let text = container.daemon.ask(&["tasks", "metrics", &container.id]);
    assert!(text.contains("memory"), "{text}");
    let processes = container.daemon.ask(&["tasks", "ps", &container.id]);
    assert!(
        processes.contains(&container.pid().to_string()),
        "{processes}"
    );
    container.kill("SIGKILL");
    container.wait_for("STOPPED");
    assert_eq!(container.delete(), 137);
}
