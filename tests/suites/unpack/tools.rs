//! The program, and the tools that it is compared with.

use std::path::Path;
use std::process::{Command, Output};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Outcome, programs};
use wasi_mknod_wasmtime::{Devices, NodeTypes, Policy};

/// Everything that an archive can ask for.
pub(crate) fn everything() -> Policy {
    let policy = Policy::new().node_types(NodeTypes::all()).set_id(true);
    let policy = policy
        .change_mode(true)
        .change_owner(true)
        .absolute_link(true);
    policy.device("a *:* m".parse().expect("a rule"))
}

/// A host with the directory of `fixture` for the guest.
pub(crate) fn host(front_end: FrontEnd, fixture: &Fixture, devices: Devices) -> Host {
    let host = Host::on(front_end, fixture).policy(everything());
    host.devices(devices)
}

/// Runs `unpack` with these arguments.
pub(crate) fn unpack(host: &Host, arguments: &[&str]) -> Outcome {
    let host = arguments
        .iter()
        .fold(host.clone(), |host, word| host.arg(*word));
    let outcome = host.run(programs::UNPACK);
    let failed = outcome.exit == Exit::Status(1);
    let failures = outcome
        .stderr
        .lines()
        .filter(|line| !line.contains(": note: "));
    assert_eq!(failed, failures.count() > 0, "a failure is told: {outcome}");
    outcome
}

/// Runs a program in a directory.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    let output = command.output().expect("the trial needs it");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {error}");
    output
}

/// Runs commands of the shell as somebody who seems to be root.
pub(crate) fn fake(script: &str, folder: &Path) -> Output {
    run("fakeroot", &["sh", "-euc", script], folder)
}
