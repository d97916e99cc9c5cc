//! The program [`of_std`](wasi_mknod_test_programs::mknod::of_std) by WASI 0.2.

use wasi_mknod_test_programs::{P2, mknod};

fn main() -> std::io::Result<()> {
    P2::run(mknod::of_std::<P2>())
}
