//! Guests that are written in C: our library for them, our programs, and programs of others.

mod build;
mod compiler;
mod program;
mod tools;

pub use build::{CBuild, CError};
pub use compiler::Compiler;
pub use program::{CProgram, TOOL_BOX};
pub use tools::CTools;
