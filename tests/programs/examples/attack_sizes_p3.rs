//! The attack [`sizes`](wasi_mknod_test_programs::attack::sizes) by WASI 0.3.

use wasi_mknod_test_programs::{P3, attack, run};

run!(attack::sizes::<P3>());
