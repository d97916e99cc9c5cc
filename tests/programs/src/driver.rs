//! Programs that do what their hosts tell them, and say what came of it.

mod fifo;
mod links;
mod mknod;
mod one;
mod open;
mod swap;

pub use fifo::fifo;
pub use links::links;
pub use mknod::mknod;
pub use one::{CALLS, one};
pub use open::open;
pub use swap::swap;
