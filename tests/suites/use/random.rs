//! Scenarios made by chance, of what every guest can do.

use crate::differences::{Devices, Differences, Who, report};
use crate::scenario::{Scenario, WAITS};
use crate::trials::{as_guest, natively};
use proptest::collection::vec;
use proptest::prelude::Strategy;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::collections::HashSet;
use wasi_mknod_tests::{FrontEnd, Need, Trials};

/// How many there are of each guest, unless this variable says by how many times more.
const CASES: u32 = 24;
const VARIABLE: &str = "WASI_MKNOD_RANDOM_TESTS";

/// What may happen, more than once where it is to happen more often. The subject has both ends or
/// waits for none that does not come: its first step opens the FIFO for both.
///
/// A write of more than `PIPE_BUF` bytes is left out: how much of it a guest's library has taken at
/// once is the difference `short-writes`.
const STEPS: [&str; 24] = [
    "open 0 q rw",
    "open 1 q rw",
    "close 0",
    "close 1",
    "read 0 1",
    "read 0 5",
    "read 1 4096",
    "write 0 ab",
    "write 1 cde",
    "fill 0 4096",
    "fill 1 4096",
    "sync 0",
    "fstat 0",
    "stat q",
    "peer open 0 r+nonblock",
    "peer open 1 w+nonblock",
    "peer open 2 rw+nonblock",
    "peer close 0",
    "peer close 1",
    "peer try 0 3",
    "peer try 2 70000",
    "peer write 1 xyz",
    "peer put 2 4096",
    "peer poll 2 rw",
];

pub(crate) fn add(trials: &mut Trials) {
    for (subject, compiler, front_ends, needs) in [
        ("rust", "rustc", &FrontEnd::ALL_P2[..], &[][..]),
        ("p3", "rustc", &FrontEnd::ALL_P3[..], &[][..]),
        ("c", "zig", &FrontEnd::ALL_P2[..], &[Need::Zig][..]),
        ("c", "clang", &FrontEnd::ALL_P2[..], &[Need::Clang][..]),
    ] {
        let name = format!("{compiler}::random");
        trials.each(front_ends, &name, needs, move |front_end| {
            run(Who {
                subject,
                compiler,
                front_end,
                devices: Devices::Machine,
            });
        });
    }
}

fn run(who: Who) {
    let scale = std::env::var(VARIABLE).map_or(1, |scale| scale.parse().expect("a number"));
    let config = Config {
        cases: CASES * scale,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = vec(select(&STEPS[..]), 1..20);
    let scenarios = steps.prop_map(|steps| {
        let steps = [vec!["open 0 q rw"], steps].concat();
        Scenario::new("random", &without_leaks(&steps).join("; "))
    });
    let mut runner = TestRunner::new(config);
    let result = runner.run(&scenarios, |scenario| same(who, &scenario));
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// Leaves out openings under a name that has a file open: whether the file before it is closed then
/// is up to the program, and no matter of the kernel.
fn without_leaks<'a>(steps: &[&'a str]) -> Vec<&'a str> {
    let mut open = HashSet::new();
    let mut kept = steps.to_vec();
    kept.retain(|step| {
        let (who, call) = match step.strip_prefix("peer ") {
            Some(call) => ("peer", call),
            None => ("subject", *step),
        };
        let mut words = call.split(' ');
        match (words.next(), words.next()) {
            (Some("open"), Some(name)) => open.insert((who, name)),
            (Some("close"), Some(name)) => {
                open.remove(&(who, name));
                true
            }
            _ => true,
        }
    });
    kept
}

/// A scenario goes up to the first call that waits: no other step ends it.
fn same(who: Who, scenario: &Scenario) -> Result<(), TestCaseError> {
    let mut native = natively(scenario);
    if let Some(index) = native.iter().position(|outcome| outcome == WAITS) {
        native.truncate(index + 1);
    }
    let expected = Differences::of(who, &scenario.name).apply(scenario, &native);
    let found = as_guest(who, scenario, &expected);
    match found == expected {
        true => Ok(()),
        false => Err(TestCaseError::fail(report(
            who, scenario, &native, &expected, &found,
        ))),
    }
}
