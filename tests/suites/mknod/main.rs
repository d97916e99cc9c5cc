//! What `mknod` does: tables of calls, and guest programs with their asserts inside.

mod devices;
mod errnos;
mod fakeroot;
mod kernel;
mod languages;
mod limits;
mod modes;
mod native;
mod order;
mod paths;
mod policy;
mod programs;
mod renames;
mod table;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    paths::add(&mut trials);
    languages::add(&mut trials);
    devices::add(&mut trials);
    modes::add(&mut trials);
    order::add(&mut trials);
    errnos::add(&mut trials);
    limits::add(&mut trials);
    fakeroot::add(&mut trials);
    policy::add(&mut trials);
    kernel::add(&mut trials);
    renames::add(&mut trials);
    native::add(&mut trials);
    programs::add(&mut trials);
    trials.run()
}
