//! The program [`without_root`](wasi_mknod_test_programs::mknod::without_root) by WASI 0.2.

use wasi_mknod_test_programs::{P2, mknod};

fn main() -> std::io::Result<()> {
    P2::run(mknod::without_root::<P2>())
}
