//! The program [`raw`](wasi_mknod_test_programs::mknod::raw) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::raw::<P3>());
