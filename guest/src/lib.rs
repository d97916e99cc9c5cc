//! The guest crate.
