//! How the WebAssembly guests of this workspace are compiled.
//!
//! Both the build script of the tests and `cargo xtask` compile guests. What they share is here:
//! [`Toolchain`] says with which compiler, [`GuestBuild`] runs cargo in it, [`Program`] says what
//! there is to compile and where it comes out, [`MODULES`] what becomes a core module as well, and [`Foreign`] which programs of other people there
//! are. [`CTools`], [`CBuild`] and [`CProgram`] are the same for guests that are written in C.

mod build;
mod c;
mod environment;
mod foreign;
mod module;
mod program;
mod toolchain;

pub use build::{BuildError, GuestBuild, strip_environment};
pub use c::{CBuild, CError, CProgram, CTools, Compiler, TOOL_BOX};
pub use foreign::Foreign;
pub use module::MODULES;
pub use program::{Program, ProgramError};
pub use toolchain::{MODULE_TARGET, TARGET, Toolchain};
