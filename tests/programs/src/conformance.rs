//! The table of behaviour of `wasi-mknod:filesystem`, for any host: `docs/conformance.md`.
//!
//! A row is one test. It runs in a directory of its own, which the runner makes and removes, and
//! knows the host by nothing but the answers of WASI and of the interfaces.

mod attributes;
mod check;
mod fifo;
mod limits;
mod lists;
mod metadata;
mod nodes;
mod options;
mod order;
mod resolution;
mod row;
mod runner;
mod scene;
mod tap;
mod version;

pub use attributes::{Attributes, Change};
pub use runner::{conformance, rows};
pub use version::Conforming;
