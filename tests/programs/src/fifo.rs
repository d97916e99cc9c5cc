//! Programs for FIFOs and other special files.

mod descriptors;
mod metadata;

pub use descriptors::descriptors;
pub use metadata::metadata;

/// What is no FIFO to `open-reader` and `open-writer`: paths, and the errors that they answer.
pub const REFUSED: [(&str, &str); 11] = [
    ("file", "invalid"),
    ("dir", "invalid"),
    ("socket", "invalid"),
    ("missing", "no-entry"),
    ("", "no-entry"),
    ("loop", "loop"),
    ("out", "not-permitted"),
    ("../outside/fifo", "not-permitted"),
    ("/fifo", "not-permitted"),
    ("fifo/", "not-directory"),
    ("nul\0", "invalid"),
];
