//! Guests that are written in C: our library for them, our programs, and programs of others.

mod build;
mod compiler;
mod error;
mod program;
mod tools;
mod zig;

pub use build::CBuild;
pub use compiler::Compiler;
pub use error::CError;
pub use program::{CProgram, TOOL_BOX};
pub use tools::CTools;
