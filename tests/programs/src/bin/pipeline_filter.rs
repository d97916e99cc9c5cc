//! The plugin [`filter`](wasi_mknod_test_programs::pipeline::filter) by WASI 0.2.

use wasi_mknod_test_programs::pipeline;

fn main() -> std::io::Result<()> {
    pipeline::filter()
}
