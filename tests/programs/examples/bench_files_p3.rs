//! What `bench_files` does, by WASI 0.3.

use wasi_mknod_test_programs::{P3, files, run};

run!(files::files::<P3>());
