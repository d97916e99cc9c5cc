//! The program [`subject`](wasi_mknod_test_programs::subject) by WASI 0.3.

use wasi_mknod_test_programs::{run, subject};

run!(subject::converse_p3());
