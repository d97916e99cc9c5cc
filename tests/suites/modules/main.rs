//! Core modules of WASI 0.1, which `componentize` makes components of.

mod examples;
mod walk;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    examples::add(&mut trials);
    walk::add(&mut trials);
    trials.run_once()
}
