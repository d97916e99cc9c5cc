//! The program [`metadata`](wasi_mknod_test_programs::fifo::metadata) by WASI 0.2.

use wasi_mknod_test_programs::{P2, fifo};

fn main() {
    P2::run(fifo::metadata::<P2>());
}
