//! A process for one test, so that it can change its process without a trace in the others.

use crate::engine;
use crate::resolver::{self, Resolver};
use std::process::{Command, Output};

/// Names, to a child process, the test that is to run in it.
const NAME: &str = "WASI_MKNOD_TESTS_ISOLATED";

/// Whether this is a process for one test. It has the filters of the process that started it from
/// the beginning.
pub(crate) fn isolated() -> bool {
    std::env::var_os(NAME).is_some()
}

/// Runs `body`, which belongs to the test `name`: the test binary starts itself once more with that
/// test alone.
///
/// # Panics
///
/// If the test fails in the other process, with all that it wrote.
pub(crate) fn run(name: &str, body: impl FnOnce()) {
    if std::env::var_os(NAME).is_some_and(|isolated| isolated == name) {
        return body();
    }
    let program = std::env::current_exe().expect("/proc is mounted");
    let mut command = Command::new(program);
    command
        .args(["--exact", name, "--include-ignored", "--test-threads=1"])
        .env(NAME, name)
        .env(resolver::VARIABLE, Resolver::current().name());
    engine::share_cache(&mut command);
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the test binary can be started");
    let stdout = String::from_utf8_lossy(&stdout);
    let stderr = String::from_utf8_lossy(&stderr);
    // A test that was filtered out or ignored would be a success, too.
    let passed = status.success() && stdout.contains("test result: ok. 1 passed;");
    assert!(passed, "{status} in its own process\n{stdout}\n{stderr}");
}
