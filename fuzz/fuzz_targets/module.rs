//! Components of core modules.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::module;

fuzz_target!(|input: &[u8]| module::check(input));
