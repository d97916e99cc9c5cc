//! What a hostile guest tries, and what becomes of it.

mod guests;
mod hanging;
mod links;
mod lists;
mod procfs;
mod protected;
mod scale;
mod storm;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    guests::add(&mut trials);
    procfs::add(&mut trials);
    hanging::add(&mut trials);
    links::add(&mut trials);
    lists::add(&mut trials);
    protected::add(&mut trials);
    storm::add(&mut trials);
    trials.run()
}
