//! The guest `conformance` on our own hosts, and on hosts that are wrong.
//!
//! Each line that it prints is a trial. What it does not run is no trial, so that none is ignored.

mod faulty;
mod hosts;
mod listing;
mod setup;
mod tap;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    hosts::add(&mut trials);
    listing::add(&mut trials);
    faulty::add(&mut trials);
    trials.run_once()
}
