//! The driver [`swap`](wasi_mknod_test_programs::driver::swap) by WASI 0.3.

use wasi_mknod_test_programs::{P3, driver, run};

run!(driver::swap::<P3>());
