//! The archives that `unpack` reads.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::tar_archive;

fuzz_target!(|input: &[u8]| tar_archive::check(input));
