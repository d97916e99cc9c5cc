//! The parser of device rules, and what a policy makes of several rules.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasi_mknod_fuzz_bodies::device_rule;

fuzz_target!(|input: &[u8]| device_rule::check(input));
