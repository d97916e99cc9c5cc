//! What the guest programs of the tests and benchmarks share with each other, and with the hosts
//! that run them.
//!
//! A program is a function, generic in [`Wasi`] if it is the same in every version of WASI, and a
//! row of [`foreach_program`]. `src/bin/programs.rs` is the component of WASI 0.2 that holds all of
//! them, and `examples/programs_p3.rs` that of 0.3. A program has a component of its own if its
//! imports or the time of its start are the subject.

pub mod attack;
mod batch;
mod call;
pub mod conformance;
mod digest;
pub mod driver;
pub mod fifo;
pub mod files;
pub mod guest;
mod list;
pub mod mknod;
pub mod p3;
pub mod paths;
pub mod pipeline;
mod posix;
pub mod subject;
mod wasi;

pub use batch::{Batch, Operation, SAME};
pub use call::{Call, Kind, ParseCallError, Start};
pub use digest::Digest;
pub use fifo::{FifoCalls, VersionedFifo};
pub use guest::arguments;
pub use posix::Posix;
pub use wasi::{Answer, End, P2, P3, Wasi, error_name};
