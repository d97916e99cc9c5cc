//! Calls functions of `wasi:filesystem` and writes how many nanoseconds they took.

use wasi_mknod_test_programs::{P2, files};

fn main() {
    P2::run(files::files::<P2>());
}
