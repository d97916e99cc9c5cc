//! The values of the options of the runner.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::command_line;

fuzz_target!(|input: &[u8]| command_line::check(input));
