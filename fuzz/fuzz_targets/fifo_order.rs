//! Any order of operations on FIFOs, against the kernel.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::fifo_order;

fuzz_target!(|input: &[u8]| fifo_order::check(input));
