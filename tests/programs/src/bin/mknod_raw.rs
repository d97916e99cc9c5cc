//! The program [`raw`](wasi_mknod_test_programs::mknod::raw) by WASI 0.2.

use wasi_mknod_test_programs::{P2, mknod};

fn main() -> std::io::Result<()> {
    P2::run(mknod::raw::<P2>())
}
