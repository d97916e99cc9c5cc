//! A guest in the process of its container.

mod run;
mod state;

pub(crate) use run::Guest;
