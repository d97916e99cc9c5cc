//! Modes as `chmod` takes them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::mode_string;

fuzz_target!(|input: &[u8]| mode_string::check(input));
