//! Plugins that are connected by FIFOs. They speak the WASI of the standard library, which is 0.2
//! whatever they export.

mod consumer;
mod filter;
mod producer;

pub use consumer::consumer;
pub use filter::filter;
pub use producer::producer;
