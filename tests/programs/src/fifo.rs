//! Programs for FIFOs and other special files.

mod calls;
mod descriptors;
mod metadata;
mod p2;
mod p3;
mod pollables;

pub use calls::FifoCalls;
pub use descriptors::descriptors;
pub use metadata::metadata;
pub use pollables::pollables;

use crate::Wasi;

/// The programs whose calls differ between the versions of WASI.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait VersionedFifo: Wasi {
    /// What a descriptor of a FIFO answers.
    async fn fifo_descriptors();

    /// A thousand FIFOs, open at both ends at once.
    async fn fifo_many();

    /// The interface `fifo`.
    async fn fifo_streams();
}

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
