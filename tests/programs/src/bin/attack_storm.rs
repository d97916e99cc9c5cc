//! The attack [`storm`](wasi_mknod_test_programs::attack::storm) by WASI 0.2.

use wasi_mknod_test_programs::{P2, attack};

fn main() {
    P2::run(attack::storm::<P2>());
}
