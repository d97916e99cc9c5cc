//! The attack [`moves`](wasi_mknod_test_programs::attack::moves) by WASI 0.2.

use wasi_mknod_test_programs::{P2, attack};

fn main() {
    P2::run(attack::moves::<P2>());
}
