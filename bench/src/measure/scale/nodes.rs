//! Nodes in one directory.

use super::super::Bench;
use super::super::calls::{batch, elapsed, job};
use super::times;
use crate::curve::Curve;
use crate::guests::FrontEnd;
use crate::native::{self, Native};
use crate::place;
use wasi_mknod_test_programs::{Batch, Operation};
use wasmtime::Result;

/// The time of a node in a directory that has so many nodes already.
pub(super) fn in_one_directory(bench: &Bench) -> Result<Curve<'_>> {
    let program = bench.guests.program("bench_calls", FrontEnd::P2Sync)?;
    Ok(Curve {
        title: "Create a FIFO in a directory of many",
        of: "nodes in the directory",
        sizes: vec![1, 1000, 10_000, 100_000, 1_000_000],
        columns: vec![times("native"), times("p2 sync")],
        sample: Box::new(move |size| {
            let dir = bench.place.fresh("")?;
            for number in 0..size {
                place::fifo(&dir.path().join(number.to_string()))?;
            }
            // Names of their own, since both make their nodes in this directory.
            let native_batch = batch(Operation::Create, "");
            let native = native::run(Native::Free, dir.path(), &native_batch)?;
            for path in native_batch.paths() {
                std::fs::remove_file(dir.path().join(path))?;
            }
            let batch: Batch = batch(Operation::Create, "");
            let job = job(FrontEnd::P2Sync, false, &batch);
            let guest = elapsed(bench, &program, &job, dir.path())? / batch.count as f64;
            Ok(vec![native, guest])
        }),
    })
}
