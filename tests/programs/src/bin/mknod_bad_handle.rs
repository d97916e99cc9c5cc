//! The program [`bad_handle`](wasi_mknod_test_programs::mknod::bad_handle) by WASI 0.2.

use wasi_mknod_test_programs::{P2, mknod};

fn main() -> std::io::Result<()> {
    P2::run(mknod::bad_handle::<P2>())
}
