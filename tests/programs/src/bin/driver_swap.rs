//! The driver [`swap`](wasi_mknod_test_programs::driver::swap) by WASI 0.2.

use wasi_mknod_test_programs::{P2, driver};

fn main() {
    P2::run(driver::swap::<P2>());
}
