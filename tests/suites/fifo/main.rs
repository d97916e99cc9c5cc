//! FIFOs and other special files through `wasi:filesystem`, the interface `fifo` and the interface
//! `metadata`.

mod attack;
mod events;
mod foreign;
mod linkers;
mod matrix;
mod pipeline;
mod programs;
mod runtimes;
mod stores;
mod unchanged;

use std::process::ExitCode;
use wasi_mknod_tests::{Resolver, Trials};

fn main() -> ExitCode {
    let mut trials = Trials::default();
    programs::add(&mut trials);
    unchanged::add(&mut trials);
    attack::add(&mut trials);
    // In the others it plays no part how paths are resolved, or wasmtime-wasi itself answers
    // otherwise.
    if Resolver::current() == Resolver::Openat2 {
        events::add(&mut trials);
        foreign::add(&mut trials);
        linkers::add(&mut trials);
        matrix::add(&mut trials);
        pipeline::add(&mut trials);
        runtimes::add(&mut trials);
        stores::add(&mut trials);
    }
    trials.run()
}
