//! The Python package: its own tests, CPython's, and programs that use FIFOs. All are commands of
//! one guest.

mod cpython;
mod devices;
mod fifos;
mod own;
mod report;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    own::add(&mut trials);
    cpython::add(&mut trials);
    fifos::add(&mut trials);
    devices::add(&mut trials);
    trials.run_once()
}
