//! What a hostile guest tries, and what becomes of it.

mod guests;
mod procfs;
mod scale;
mod storm;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    guests::add(&mut trials);
    procfs::add(&mut trials);
    storm::add(&mut trials);
    trials.run()
}
