//! The program [`many`](wasi_mknod_test_programs::mknod::many) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::many::<P3>());
