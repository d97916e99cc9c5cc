//! The program [`preopens`](wasi_mknod_test_programs::mknod::preopens) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::preopens::<P3>());
