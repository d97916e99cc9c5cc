//! The program [`handles`](wasi_mknod_test_programs::mknod::handles) by WASI 0.2.

use wasi_mknod_test_programs::{P2, mknod};

fn main() -> std::io::Result<()> {
    P2::run(mknod::handles::<P2>())
}
