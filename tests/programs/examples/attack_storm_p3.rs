//! The attack [`storm`](wasi_mknod_test_programs::attack::storm) by WASI 0.3.

use wasi_mknod_test_programs::{P3, attack, run};

run!(attack::storm::<P3>());
