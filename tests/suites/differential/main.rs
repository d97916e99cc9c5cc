//! Random calls in random trees, by guests and by a native process: equal answers, and equal trees
//! afterwards.

mod case;
mod disk;

use case::{Case, cases};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::process::ExitCode;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Need, Trials, dir, native, process};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

/// The environment variable that multiplies the number of cases.
const VARIABLE: &str = "WASI_MKNOD_DIFFERENTIAL_SCALE";
/// Cases in a short run, for each front end. Each makes several calls.
const CASES: u32 = 300;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    // Some of the calls make devices, and only who may do that can list a tree of any modes
    // afterwards.
    trials.each(
        &FrontEnd::ALL,
        "calls_in_trees",
        &[Need::Devices],
        calls_in_trees,
    );
    trials.run()
}

fn calls_in_trees(front_end: FrontEnd) {
    let scale = std::env::var(VARIABLE).map_or(1, |scale| scale.parse().expect("a number"));
    let config = Config {
        cases: CASES * scale,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let result = runner.run(&cases(), |case| run(front_end, &case));
    result.unwrap_or_else(|error| panic!("{error}"));
}

fn run(front_end: FrontEnd, case: &Case) -> Result<(), TestCaseError> {
    let sides = ["tested", "native"].map(|_| Fixture::new(&[dir("outside/dir")]));
    for side in &sides {
        case.plant(&side.inside());
        disk::age(side.root());
    }
    let [tested, twin] = &sides;
    // Native code has the umask of its process, which other tests use, too.
    let umask = match front_end {
        FrontEnd::Native => process::umask(),
        _ => case.umask,
    };
    let everything = ["c *:*", "c 0:0", "b *:*"].map(|rule| rule.parse().expect("a rule"));
    let policy = Policy::new().node_types(NodeTypes::all()).set_id(true);
    let host = Host::on(front_end, tested)
        .umask(umask)
        .policy(everything.into_iter().fold(policy, Policy::device));
    let answers = match front_end {
        FrontEnd::Native => case.calls.iter().map(|call| host.call(call)).collect(),
        _ => host.calls(&case.calls),
    };
    let expected = native(&twin.inside(), umask, false, &case.calls);
    let [tested, twin] = [tested, twin].map(|side| disk::list(side.root()));
    for (call, (answer, expected)) in case.calls.iter().zip(answers.iter().zip(&expected)) {
        if answer != expected {
            let text = format!("{call:?} answers {answer:?} and not {expected:?}");
            return Err(TestCaseError::fail(text));
        }
    }
    match tested == twin {
        true => Ok(()),
        false => Err(TestCaseError::fail(format!(
            "{tested:#?}\nis not\n{twin:#?}"
        ))),
    }
}
