//! The raw `mode` and `dev` of guests written like C programs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::raw_mode;

fuzz_target!(|input: &[u8]| raw_mode::check(input));
