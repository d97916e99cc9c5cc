//! Makes one FIFO.

use wasi_mknod_test_programs::guest;

fn main() {
    guest::mkfifo(&guest::preopen(), "first").expect("there is nothing yet");
}
