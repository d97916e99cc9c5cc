//! The shim under a real containerd, which the tests start with folders and sockets of its own.
//!
//! Nothing of a container may be left at its end, neither on the node nor in containerd: each test
//! checks it of the containers that it has run.

mod annotations;
mod container;
mod daemon;
mod docker;
mod ending;
mod guests;
mod images;
mod killed;
mod leftovers;
mod life;
mod many;
mod nodes;
mod policy;
mod refused;
mod servers;
mod streams;
mod volumes;

use std::process::ExitCode;
use wasi_mknod_tests::{Need, Trials};

/// What all tests need.
const NEEDS: &[Need] = &[Need::Containerd];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    guests::add(&mut trials);
    nodes::add(&mut trials);
    policy::add(&mut trials);
    annotations::add(&mut trials);
    refused::add(&mut trials);
    streams::add(&mut trials);
    volumes::add(&mut trials);
    images::add(&mut trials);
    life::add(&mut trials);
    ending::add(&mut trials);
    killed::add(&mut trials);
    leftovers::add(&mut trials);
    docker::add(&mut trials);
    many::add(&mut trials);
    let status = trials.run_once();
    daemon::stop_shared();
    status
}
