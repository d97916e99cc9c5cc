//! The program [`subject`](wasi_mknod_test_programs::subject) by the C library.

fn main() -> std::io::Result<()> {
    wasi_mknod_test_programs::subject::prepare();
    wasi_mknod_test_programs::subject::converse()
}
