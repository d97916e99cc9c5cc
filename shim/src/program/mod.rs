//! The program of a container: found in its root file system, compiled, and kept.

mod artefact;
mod find;
mod store;

pub(crate) use artefact::{compiled, engine};
pub(crate) use find::{Program, Source, find};
