//! Core modules of WASI 0.1, which `componentize` makes components of, and the requests that guests
//! of the runner may send.

mod examples;
mod http;
mod walk;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    examples::add(&mut trials);
    http::add(&mut trials);
    walk::add(&mut trials);
    trials.run_once()
}
