//! The driver [`open`](wasi_mknod_test_programs::driver::open) by WASI 0.3.

use wasi_mknod_test_programs::{P3, driver, run};

run!(driver::open::<P3>());
