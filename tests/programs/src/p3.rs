//! Programs of WASI 0.3 alone: calls in flight at once, and calls that are dropped.

mod cancel;
mod flood;
mod many;
mod pipe;
mod wait;

pub use cancel::cancel;
pub use flood::{flood, lists};
pub use many::many;
pub use pipe::pipe;
pub use wait::wait;
