//! The plugin [`producer`](wasi_mknod_test_programs::pipeline::producer) as a program of WASI 0.3, which speaks 0.2 all the same.

use wasi_mknod_test_programs::{pipeline, run};

run!(async { pipeline::producer() });
