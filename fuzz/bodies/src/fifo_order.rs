//! Any order of operations on FIFOs, against the kernel.

use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;
use wasi_mknod_wasmtime::fuzzing;

/// Plays the operations that `input` says: two bytes each.
///
/// # Panics
///
/// If the core of the host and the kernel differ.
pub fn check(input: &[u8]) {
    let folder = TempDir::new().expect("a temporary folder");
    for name in [fuzzing::TESTED, fuzzing::NATIVE] {
        let path = folder.path().join(name);
        let mode = Mode::from_raw_mode(0o600);
        mknodat(CWD, path, FileType::Fifo, mode, 0).expect("a fresh folder");
    }
    fuzzing::fifo_order(folder.path(), input);
}
