//! Programs in C: our own, which make calls by a list, and those of others.
//!
//! Each is compiled for WebAssembly by the compilers that there are, and once for this machine.
//! What the native program says and does is what the guest has to say and do.

mod calls;
mod compiler;
mod disk;
mod example;
mod installed;
mod native;
mod tools;

use std::process::ExitCode;
use wasi_mknod_tests::Trials;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    calls::add(&mut trials);
    example::add(&mut trials);
    installed::add(&mut trials);
    tools::add(&mut trials);
    trials.run_once()
}
