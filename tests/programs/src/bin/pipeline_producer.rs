//! The producer of the demo's pipeline, as a component of its own.

fn main() -> std::io::Result<()> {
    wasi_mknod_test_programs::pipeline::producer(std::env::args().skip(1))
}
