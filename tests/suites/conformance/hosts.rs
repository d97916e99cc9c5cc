//! Our own front ends and the runner: every row that the guest runs is a trial.

use crate::setup::{Setup, fixture};
use crate::tap::{Line, Report};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use wasi_mknod_tests::{Fixture, FrontEnd, Trials, conformance, programs};

pub(crate) fn add(trials: &mut Trials) {
    for front_end in FrontEnd::GUESTS {
        let name = front_end.name();
        rows(trials, name, false, move |setup| {
            in_process(front_end, setup)
        });
    }
    for (name, front_end) in [("runner-p2", FrontEnd::P2Sync), ("runner-p3", FrontEnd::P3)] {
        rows(trials, name, true, move |setup| by_runner(front_end, setup));
    }
}

/// Adds a trial for each row of each set-up. The first of them runs the guest for all.
fn rows(
    trials: &mut Trials,
    host: &str,
    by_runner: bool,
    run: impl Fn(Setup) -> String + Clone + Send + Sync + 'static,
) {
    for setup in Setup::ALL {
        let report: Arc<OnceLock<Option<Report>>> = Arc::default();
        let rows = conformance::rows(&setup.arguments()).expect("arguments of the guest");
        for (row, _) in rows.into_iter().filter(|(_, skipped)| skipped.is_none()) {
            let (report, run) = (Arc::clone(&report), run.clone());
            let name = format!("{host}::{}::{row}", setup.name());
            trials.add(name, setup.needs(by_runner), move || {
                let report = report.get_or_init(|| once(|| Report::parse(&run(setup))));
                let report = report
                    .as_ref()
                    .expect("a report: the panic before says why");
                match report.line(&row) {
                    Line::Ok => {}
                    Line::Skip => panic!("the guest has left it out"),
                    Line::NotOk(details) => panic!("{details}"),
                }
            });
        }
    }
}

fn in_process(front_end: FrontEnd, setup: Setup) -> String {
    let fixture = fixture();
    let outcome = setup.host(front_end, &fixture).run(programs::CONFORMANCE);
    is_empty(&fixture);
    outcome.stdout
}

fn by_runner(front_end: FrontEnd, setup: Setup) -> String {
    let fixture = fixture();
    let runner = programs::runner().expect("this test has a path");
    let writable = format!("{}::/", fixture.inside().display());
    let read_only = format!("{}::/ro:ro", fixture.outside().display());
    let output = Command::new(runner)
        .args([
            "run",
            "--timeout",
            "120s",
            "--no-cache",
            "--dir",
            &writable,
            "--dir",
            &read_only,
        ])
        .args(setup.runner())
        .arg(programs::folder().join(programs::CONFORMANCE.file(front_end)))
        .args(setup.arguments())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo builds the runner with the feature `cli`");
    is_empty(&fixture);
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Runs the guest. A run that panics is not tried again by each row.
fn once(run: impl FnOnce() -> Report) -> Option<Report> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}

/// The guest has to remove what it makes.
fn is_empty(fixture: &Fixture) {
    let mut left = std::fs::read_dir(fixture.inside()).expect("a folder");
    assert!(left.next().is_none(), "the guest leaves files behind");
}
