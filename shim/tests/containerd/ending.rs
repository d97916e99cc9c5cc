//! Ends that nobody has planned.

use super::container::{Container, PROGRAM, RUNTIME};
use super::life::spinning;
use super::{NEEDS, daemon};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::USE_SUBJECT;

pub(crate) fn add(trials: &mut Trials) {
    trials.add("ending::trap", NEEDS, trap);
    trials.add("ending::memory_of_the_store", NEEDS, memory);
    trials.add("ending::memory_of_the_cgroup", NEEDS, out_of_memory);
    trials.add("ending::containerd_restarted", NEEDS, restarted);
}

fn trap() {
    let text = r#"(module (memory (export "memory") 1) (func (export "_start") unreachable))"#;
    let container = Container::new(&USE_SUBJECT, &[]).replaced_by_text(text);
    let ended = container.run().expect(134);
    assert!(
        ended.stderr.contains("`/program.wasm` trapped"),
        "{ended:?}"
    );
}

/// A guest that takes memory until it gets no more and writes into it; then it exits with the
/// number of MiB.
fn taking() -> Container {
    let text = r#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (local $page i32) (local $count i32)
            (loop $again
                (local.set $page (memory.grow (i32.const 16)))
                (if (i32.ne (local.get $page) (i32.const -1)) (then
                    (memory.fill (i32.mul (local.get $page) (i32.const 65536)) (i32.const 1)
                        (i32.const 1048576))
                    (local.set $count (i32.add (local.get $count) (i32.const 1)))
                    (br $again))))
            (call $exit (local.get $count))))"#;
    Container::new(&USE_SUBJECT, &[]).replaced_by_text(text)
}

fn memory() {
    let limit = json!({"limit": 64 << 20});
    let ended = taking().set("/linux/resources/memory", limit).run();
    // A little of it is the adapter's and the stack's.
    assert!((56..64).contains(&ended.status), "{ended:?}");
}

/// Memory of the process that is not the guest's counts for the cgroup only.
fn out_of_memory() {
    let limit = json!({"limit": 6 << 20, "swap": 6 << 20});
    let ended = taking().set("/linux/resources/memory", limit).run();
    assert!(ended.status == 137 || ended.status < 6, "{ended:?}");
}

fn restarted() {
    let container = Container::empty(Arc::new(daemon::start()), RUNTIME)
        .replaced(&fs::read(spinning().root().join("program.wasm")).expect("it is there"))
        .set("/process/args", json!([PROGRAM]));
    container.start();
    let process = container.pid();
    container.daemon.halt();
    assert!(
        is_alive(process),
        "the container goes on without containerd"
    );
    container.daemon.run();
    container.wait_for("RUNNING");
    assert_eq!(container.pid(), process);
    container.kill("SIGTERM");
    container.wait_for("STOPPED");
    assert_eq!(container.delete(), 143);
}

fn is_alive(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}
