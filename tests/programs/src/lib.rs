//! What the guest programs of the tests and benchmarks share with each other, and with the hosts that run them.

mod batch;
mod call;
mod digest;
pub mod guest;
pub mod guest_p3;

pub use batch::{Batch, Operation, SAME};
pub use call::{Call, Kind, ParseCallError, Start};
pub use digest::Digest;
