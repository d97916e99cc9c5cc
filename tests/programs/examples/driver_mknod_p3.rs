//! The driver [`mknod`](wasi_mknod_test_programs::driver::mknod) by WASI 0.3.

use wasi_mknod_test_programs::{P3, driver, run};

run!(driver::mknod::<P3>());
