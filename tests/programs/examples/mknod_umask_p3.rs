//! The program [`umask`](wasi_mknod_test_programs::mknod::umask) by WASI 0.3.

use wasi_mknod_test_programs::{P3, mknod, run};

run!(async { mknod::umask::<P3>().await.unwrap() });
