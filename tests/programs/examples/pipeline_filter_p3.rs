//! The plugin [`filter`](wasi_mknod_test_programs::pipeline::filter) as a program of WASI 0.3, which speaks 0.2 all the same.

use wasi_mknod_test_programs::{pipeline, run};

run!(async { pipeline::filter() });
