//! The program [`typed`](wasi_mknod_test_programs::mknod::typed) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::typed::<P3>());
