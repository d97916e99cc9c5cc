//! The plugin [`consumer`](wasi_mknod_test_programs::pipeline::consumer) by WASI 0.2.

use wasi_mknod_test_programs::pipeline;

fn main() -> std::io::Result<()> {
    pipeline::consumer()
}
