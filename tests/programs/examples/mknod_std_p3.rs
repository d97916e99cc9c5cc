//! The program [`of_std`](wasi_mknod_test_programs::mknod::of_std) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::of_std::<P3>());
