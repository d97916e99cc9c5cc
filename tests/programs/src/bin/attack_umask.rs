//! The attack [`umask`](wasi_mknod_test_programs::attack::umask) by WASI 0.2.

use wasi_mknod_test_programs::{P2, attack};

fn main() {
    P2::run(attack::umask::<P2>());
}
