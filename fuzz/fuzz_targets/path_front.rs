//! Paths in a tree with every kind of node and link, against the kernel's own opinion.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::LazyCell;
use wasi_mknod_fuzz_bodies::path_front::Trees;

thread_local! {
    static TREES: LazyCell<Trees> = LazyCell::new(Trees::new);
}

fuzz_target!(|input: &[u8]| TREES.with(|trees| trees.check(input)));
