//! The program [`handles`](wasi_mknod_test_programs::mknod::handles) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::handles::<P3>());
