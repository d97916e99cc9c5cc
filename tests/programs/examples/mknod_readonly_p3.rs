//! The program [`readonly`](wasi_mknod_test_programs::mknod::readonly) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::readonly::<P3>());
