//! The program [`metadata`](wasi_mknod_test_programs::fifo::metadata) by WASI 0.3.

use wasi_mknod_test_programs::{P3, fifo, run};

run!(fifo::metadata::<P3>());
