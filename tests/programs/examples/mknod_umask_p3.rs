//! The program [`umask`](wasi_mknod_test_programs::mknod::umask) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(mknod::umask::<P3>());
