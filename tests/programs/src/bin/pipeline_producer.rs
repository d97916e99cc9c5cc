//! The plugin [`producer`](wasi_mknod_test_programs::pipeline::producer) by WASI 0.2.

use wasi_mknod_test_programs::pipeline;

fn main() -> std::io::Result<()> {
    pipeline::producer()
}
