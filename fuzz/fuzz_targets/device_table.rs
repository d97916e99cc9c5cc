//! The device tables of makedevs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::device_table;

fuzz_target!(|input: &[u8]| device_table::check(input));
