//! Images that containerd's client makes containers of, which takes containerd 1.7.

use super::layout::{Layout, WASM};
use super::made::Made;
use super::{MKFIFO_ARGUMENTS, bytes, check};
use crate::container::RUNTIME;
use std::path::Path;
use std::sync::Arc;
use wasi_mknod_tests::containerd::Daemon;
use wasi_mknod_tests::programs::MKFIFO;
use wasi_mknod_tests::{Need, Trials, newer_containerd};

const NEEDS: &[Need] = &[Need::NewerContainerd];

pub(super) fn add(trials: &mut Trials) {
    trials.add("images::run_by_the_client", NEEDS, run);
    trials.add("images::wasm_oci_artifact_of_newer", NEEDS, artifact);
}

fn daemon() -> Arc<Daemon> {
    let shim = env!("CARGO_BIN_EXE_containerd-shim-wasi-mknod-v1");
    Arc::new(Daemon::start_of(newer_containerd(), Path::new(shim)))
}

/// The entry point of the image has the name of the program and its arguments.
fn run() {
    let made = Made::unmade(daemon());
    let layout = Layout::new();
    let layer = layout.add(WASM, &bytes(&MKFIFO));
    let target = layout.image("wasi", "wasm", &[layer]);
    let platform = ["--platform", "wasi/wasm"];
    layout.import(made.daemon(), &made.image, &target, &platform);
    let fifos = made.container.root().with_file_name("fifos");
    let mount = made.mount();
    let output = made
        .daemon()
        .ctr(&["run", "--rm", "--runtime", RUNTIME, "--mount", &mount])
        .args(platform)
        .arg("--fifo-dir")
        .arg(fifos)
        .args([&made.image, &made.container.id])
        .output();
    check(made.ended(output.expect("ctr is there")), &made.node("q"));
}

/// The client does not make containers of this layout, and the shim runs them.
fn artifact() {
    let layout = Layout::new();
    let target = layout.artifact(&[layout.titled("mkfifo.wasm", &bytes(&MKFIFO))]);
    let made = Made::new(daemon(), MKFIFO_ARGUMENTS).becomes(&layout, &target);
    check(made.start(), &made.node("q"));
}
