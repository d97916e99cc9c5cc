//! The attack [`moves`](wasi_mknod_test_programs::attack::moves) by WASI 0.3.

use wasi_mknod_test_programs::{P3, attack, run};

run!(attack::moves::<P3>());
