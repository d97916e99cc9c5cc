//! The tests in `tests/programs/python/own_tests`.

use crate::report::Report;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Need, Trials, dir};
use wasi_mknod_wasmtime::Policy;

/// The modules, and how many tests each has: one that is not found must not pass for one that has
/// passed.
const MODULES: [(&str, usize); 8] = [
    ("arguments", 8),
    ("attributes", 7),
    ("devices", 5),
    ("directories", 11),
    ("nodes", 5),
    ("paths", 5),
    ("programs", 5),
    ("status", 6),
];

pub(crate) fn add(trials: &mut Trials) {
    for (module, count) in MODULES {
        trials.each(
            &[FrontEnd::P2Sync],
            &format!("python::own::{module}"),
            &[Need::Python],
            move |front_end| run(front_end, module, count),
        );
    }
}

fn run(front_end: FrontEnd, module: &str, count: usize) {
    let fixture = Fixture::new(&[dir("inside/tmp"), dir("outside/other")]);
    let host = Host::on(front_end, &fixture).preopen(fixture.outside().join("other"), "/other");
    let policy = Policy::new()
        .change_mode(true)
        .change_owner(true)
        .set_id(module == "attributes");
    let host = host.policy(policy).show_owner();
    let report = Report::of(&host, &["own", module]);
    assert_eq!(report.skipped(), []);
    assert_eq!(report.passed().len(), count, "{:?}", report.passed());
}
