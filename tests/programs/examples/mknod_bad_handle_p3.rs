//! The program [`bad_handle`](wasi_mknod_test_programs::mknod::bad_handle) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::bad_handle::<P3>());
