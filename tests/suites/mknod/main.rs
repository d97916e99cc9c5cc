//! What `mknod` does: tables of calls, and guest programs with their asserts inside.

mod devices;
mod emulated;
mod errnos;
mod fakeroot;
mod kernel;
mod languages;
mod limits;
mod links;
mod makedevs;
mod modes;
mod native;
mod order;
mod paths;
mod policy;
mod programs;
mod recorded;
mod renames;
mod table;
mod terminal;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    paths::add(&mut trials);
    languages::add(&mut trials);
    devices::add(&mut trials);
    links::add(&mut trials);
    modes::add(&mut trials);
    order::add(&mut trials);
    errnos::add(&mut trials);
    limits::add(&mut trials);
    fakeroot::add(&mut trials);
    makedevs::add(&mut trials);
    policy::add(&mut trials);
    kernel::add(&mut trials);
    renames::add(&mut trials);
    native::add(&mut trials);
    programs::add(&mut trials);
    recorded::add(&mut trials);
    emulated::add(&mut trials);
    terminal::add(&mut trials);
    trials.run()
}
