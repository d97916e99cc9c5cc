//! Special files in use, as on Linux: a program that makes the calls which it is told plays the
//! same scenario as a native process and as a guest, with a native peer at the other end. Its
//! outcomes have to be equal.
//!
//! The scenarios are in the folder `scenarios` and in [`matrix`], the differences that remain in
//! `differences.txt`. A difference is asserted, too, so one that goes away is noticed.

mod differences;
mod matrix;
mod peer;
mod peer_open;
mod play;
mod random;
mod scenario;
mod subject;
mod transfer;
mod trials;

use std::process::ExitCode;

fn main() -> ExitCode {
    if subject::is_requested() {
        return subject::run();
    }
    trials::all().run_once()
}
