//! The program `unpack`, compared with GNU tar and umoci, and with archives that mean harm.

mod archives;
mod damaged;
mod full;
mod header;
mod hostile;
mod images;
mod listing;
mod scale;
mod tools;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    archives::add(&mut trials);
    images::add(&mut trials);
    hostile::add(&mut trials);
    damaged::add(&mut trials);
    full::add(&mut trials);
    scale::add(&mut trials);
    trials.run_once()
}
