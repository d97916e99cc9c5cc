//! What `mknod` does: tables of calls, and guest programs with their asserts inside.

mod programs;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    programs::add(&mut trials);
    trials.run()
}
