//! The driver [`open`](wasi_mknod_test_programs::driver::open) by WASI 0.2.

use wasi_mknod_test_programs::{P2, driver};

fn main() {
    P2::run(driver::open::<P2>());
}
