//! The consumer of the demo's pipeline, as a component of its own.

fn main() -> std::io::Result<()> {
    wasi_mknod_test_programs::pipeline::consumer(std::env::args().skip(1))
}
