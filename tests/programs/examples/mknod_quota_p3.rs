//! The program [`quota`](wasi_mknod_test_programs::mknod::quota) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::quota::<P3>());
