//! Policies of many rules, and policies of directories above the node.

use super::super::Bench;
use super::super::calls::{batch, elapsed, job};
use super::times;
use crate::curve::Curve;
use crate::guests::{FrontEnd, Job, Program};
use wasi_mknod_test_programs::{Batch, Operation};
use wasi_mknod_wasmtime::{DeviceRule, Policy};
use wasmtime::Result;

/// The time of a device that the last rule of many denies, and of one that only the first rule is
/// about. Nothing is created.
pub(super) fn of_devices(bench: &Bench) -> Result<Curve<'_>> {
    let program = bench.guests.program("bench_calls", FrontEnd::P2Sync)?;
    Ok(Curve {
        title: "A device that the policy denies",
        of: "rules",
        sizes: vec![1, 10, 100, 1000, 10_000],
        columns: vec![
            times("rules for one major number each"),
            times("rules for ranges of major numbers"),
        ],
        sample: Box::new(move |size| {
            let one = policy(size, |number| format!("c {}:{number}", number % 4000 + 10))?;
            let ranges = policy(size, |number| format!("c 2000-4000:{number}"))?;
            Ok(vec![
                denied(bench, &program, one)?,
                denied(bench, &program, ranges)?,
            ])
        }),
    })
}

/// A policy of `size` rules, none of which is about device 1:3.
fn policy(size: usize, rule: impl Fn(usize) -> String) -> Result<Policy> {
    (0..size).try_fold(Policy::new(), |policy, number| {
        let rule: DeviceRule = rule(number).parse()?;
        Ok(policy.device(rule))
    })
}

fn denied(bench: &Bench, program: &Program, policy: Policy) -> Result<f64> {
    let batch = Batch {
        answer: "not-permitted".into(),
        ..batch(Operation::CreateDevice, "")
    };
    let mut job = job(FrontEnd::P2Sync, false, &batch);
    job.mknod.policy(policy);
    let dir = bench.place.fresh("")?;
    Ok(elapsed(bench, program, &job, dir.path())? / batch.count as f64)
}

/// The time of a FIFO so deep beneath the directory with a policy of its own.
pub(super) fn by_directory(bench: &Bench) -> Result<Curve<'_>> {
    let program = bench.guests.program("bench_calls", FrontEnd::P2Sync)?;
    Ok(Curve {
        title: "Create a FIFO beneath a directory with a policy of its own",
        of: "directories above the node",
        sizes: vec![1, 10, 100],
        columns: vec![
            times("one policy"),
            times("a policy of the first directory"),
            times("the same, `mknod-many` of 1,000"),
        ],
        sample: Box::new(move |depth| {
            let one = beneath(bench, &program, depth, Operation::Create, false)?;
            let own = beneath(bench, &program, depth, Operation::Create, true)?;
            let many = beneath(bench, &program, depth, Operation::Many(1000), true)?;
            Ok(vec![one, own, many])
        }),
    })
}

fn beneath(
    bench: &Bench,
    program: &Program,
    depth: usize,
    operation: Operation,
    own: bool,
) -> Result<f64> {
    let batch = batch(operation, &"d/".repeat(depth));
    let dir = bench.place.fresh(&batch.prefix)?;
    let mut job: Job = job(FrontEnd::P2Sync, false, &batch);
    if own {
        job.mknod
            .directory_policy(dir.path().join("d"), Policy::new())?;
    }
    Ok(elapsed(bench, program, &job, dir.path())? / batch.count as f64)
}
