//! Makes one FIFO.

use wasi_mknod::bindings::{mknod, types};
use wasi_mknod_test_programs::guest;

fn main() {
    let (dir, mode) = (guest::preopen(), guest::mode(0o600));
    mknod::mknod(&dir, "first", types::NodeType::Fifo, mode).expect("there is nothing yet");
}
