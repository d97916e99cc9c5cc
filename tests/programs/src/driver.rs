//! Programs that do what their hosts tell them, and say what came of it.

mod fifo;
mod mknod;
mod open;
mod swap;

pub use fifo::fifo;
pub use mknod::mknod;
pub use open::open;
pub use swap::swap;
