//! The plugin [`consumer`](wasi_mknod_test_programs::pipeline::consumer) as a program of WASI 0.3, which speaks 0.2 all the same.

use wasi_mknod_test_programs::{pipeline, run};

run!(async { pipeline::consumer() });
