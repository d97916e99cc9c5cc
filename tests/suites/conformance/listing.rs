//! What the guest does besides running all rows.

use crate::setup::{Setup, fixture};
use crate::tap::{Line, Report};
use wasi_mknod_tests::{Exit, FrontEnd, Host, Trials, conformance, programs};

pub(crate) fn add(trials: &mut Trials) {
    let front_ends = [FrontEnd::P2Sync, FrontEnd::P3];
    trials.each(&front_ends, "list", &[], list);
    trials.each(&front_ends, "filter", &[], filter);
    trials.each(&front_ends, "skip", &[], skip);
    trials.each(&front_ends, "wrong_arguments", &[], wrong_arguments);
    trials.each(&front_ends, "no_empty_directory", &[], no_empty_directory);
}

fn list(front_end: FrontEnd) {
    let outcome = Host::new(front_end)
        .arg("--list")
        .run(programs::CONFORMANCE);
    let rows = conformance::rows(&[]).expect("no arguments");
    let names: Vec<&str> = rows.iter().map(|(name, _)| &**name).collect();
    assert_eq!(outcome.success().lines().collect::<Vec<_>>(), names);
}

fn filter(front_end: FrontEnd) {
    let fixture = fixture();
    let host = Host::on(front_end, &fixture).arg("metadata: an empty path");
    let outcome = host.run(programs::CONFORMANCE);
    let expected = "TAP version 14\n1..1\nok 1 - metadata: an empty path answers no-entry\n";
    assert_eq!(outcome.success(), expected);
}

fn skip(front_end: FrontEnd) {
    let fixture = fixture();
    let host = Host::on(front_end, &fixture).arg("fifo/");
    let outcome = host.run(programs::CONFORMANCE);
    let report = Report::parse(outcome.success());
    let rows = conformance::rows(&["fifo/".to_owned()]).expect("a filter");
    for (name, _) in rows {
        assert_eq!(report.line(&name), &Line::Skip, "{name}");
    }
    assert!(
        outcome.stdout.contains("# SKIP `fifo` is not granted"),
        "{outcome}"
    );
}

fn wrong_arguments(front_end: FrontEnd) {
    for (arguments, message) in [
        (&["--granted", "pipe"][..], "`pipe` is no grant"),
        (&["--quota"], "`--quota` takes a value"),
        (&["--lists"], "there is no option `--lists`"),
        (&["nothing at all"], "no row has such a name"),
    ] {
        let host = arguments
            .iter()
            .fold(Host::new(front_end), |host, word| host.arg(*word));
        let outcome = host.run(programs::CONFORMANCE);
        assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
        assert!(outcome.stderr.contains(message), "{outcome}");
    }
}

fn no_empty_directory(front_end: FrontEnd) {
    let fixture = fixture();
    std::fs::create_dir(fixture.inside().join("conformance")).expect("a fresh folder");
    let outcome = Setup::Denied
        .host(front_end, &fixture)
        .run(programs::CONFORMANCE);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    let last = outcome.stdout.lines().last().expect("a line");
    assert!(
        last.starts_with("Bail out! cannot make the directory"),
        "{outcome}"
    );
}
