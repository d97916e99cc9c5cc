//! The program of a container: found in its root file system or its image, compiled, and kept.

mod apart;
mod artefact;
mod find;
mod image;
mod source;
mod store;

pub(crate) use artefact::{compiled, engine};
pub(crate) use find::{Program, find};
pub(crate) use image::Containerd;

/// The largest program, in bytes.
const LARGEST: u64 = 1 << 30;
