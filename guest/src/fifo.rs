//! FIFOs as [`Read`](std::io::Read) and [`Write`](std::io::Write).

mod reader;
mod writer;

pub use reader::FifoReader;
pub use writer::FifoWriter;
