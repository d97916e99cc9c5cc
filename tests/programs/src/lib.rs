//! What the guest programs of the tests and benchmarks share with each other, and with the hosts that run them.
//!
//! A program that is the same in every version of WASI is a function here, which is generic in [`Wasi`]. A file in
//! `src/bin` makes a program of 0.2 of it, a file in `examples` one of 0.3.

pub mod attack;
mod batch;
mod call;
mod digest;
pub mod driver;
pub mod fifo;
pub mod guest;
pub mod mknod;
pub mod pipeline;
mod posix;
pub mod subject;
mod wasi;

pub use batch::{Batch, Operation, SAME};
pub use call::{Call, Kind, ParseCallError, Start};
pub use digest::Digest;
pub use posix::Posix;
pub use wasi::{Answer, End, P2, P3, Wasi, error_name};
