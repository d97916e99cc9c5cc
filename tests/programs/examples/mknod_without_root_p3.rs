//! The program [`without_root`](wasi_mknod_test_programs::mknod::without_root) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::without_root::<P3>());
