//! How figures grow with the number of guests, nodes and rules.

mod makers;
mod nodes;
mod pipelines;
mod rules;
mod stores;

use super::Bench;
use crate::curve::{Column, Curve};
use crate::guests::{FrontEnd, Job, Program, Running};
use crate::series::Unit;
use std::path::Path;
use wasmtime::Result;

/// Lists a curve: its name, and how to prepare it.
pub(crate) type CurveSubject = (&'static str, fn(&Bench) -> Result<Curve<'_>>);

/// Every curve.
pub(crate) const CURVES: &[CurveSubject] = &[
    ("scale-stores", stores::idle),
    ("scale-pipelines", pipelines::at_once),
    ("scale-makers", makers::at_once),
    ("scale-nodes", nodes::in_one_directory),
    ("scale-rules", rules::of_devices),
    ("scale-depth", rules::by_directory),
];

/// Starts a guest with these words in `dir`.
fn spawn(bench: &Bench, program: &Program, words: Vec<String>, dir: &Path) -> Result<Running> {
    let job = Job::new(FrontEnd::P2Async, words);
    bench.guests.spawn(program, &job, dir)
}

/// A column with times.
fn times(name: &'static str) -> Column {
    Column {
        name,
        unit: Unit::Nanoseconds,
    }
}
