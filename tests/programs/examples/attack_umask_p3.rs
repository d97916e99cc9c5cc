//! The attack [`umask`](wasi_mknod_test_programs::attack::umask) by WASI 0.3.

use wasi_mknod_test_programs::{P3, attack, run};

run!(attack::umask::<P3>());
