//! What is no special file behaves as it does in wasmtime-wasi: every way to open it, through both
//! linkers.
//!
//! Without openat2 wasmtime-wasi itself answers otherwise: to make `dir/` is `invalid` then, and no
//! `is-directory`.

use wasi_mknod_tests::{Entry, Fixture, FrontEnd, Host, Trials, dir, file, link, programs};

pub(crate) fn add(trials: &mut Trials) {
    trials.each(&FrontEnd::GUESTS, "matrix::read-write", &[], |front_end| {
        same(|fixture| Host::on(front_end, fixture));
    });
    trials.each(&FrontEnd::GUESTS, "matrix::read-only", &[], |front_end| {
        same(|fixture| Host::on(front_end, fixture).read_only());
    });
}

fn entries() -> [Entry; 10] {
    [
        dir("inside/dir"),
        file("inside/dir/file"),
        file("inside/file"),
        link("inside/to-dir", "dir"),
        link("inside/to-file", "dir/../file"),
        link("inside/dangling", "far"),
        link("inside/far", "dir/../made"),
        link("inside/loop", "loop"),
        link("inside/out", "../outside/file"),
        file("outside/file"),
    ]
}

const PATHS: [&str; 24] = [
    "file",
    "file/",
    "file/x",
    "./file",
    "dir",
    "dir/",
    "dir/.",
    "dir/..",
    "dir/file",
    "dir/missing",
    "missing",
    "missing/",
    "missing/x",
    "to-dir",
    "to-dir/",
    "to-dir/file",
    "to-file",
    "dangling",
    "dangling/",
    "loop",
    "out",
    "../outside/file",
    "/file",
    "",
];

fn same(host: impl Fn(&Fixture) -> Host) {
    let run = |whole: bool| {
        let fixture = Fixture::new(&entries());
        let host = host(&fixture).stdin(PATHS.map(|path| format!("{path}\n")).concat());
        let host = if whole { host } else { host.plain() };
        let outcome = host.run(programs::DRIVER_OPEN);
        let answers: Vec<String> = outcome.success().lines().map(str::to_owned).collect();
        let made = std::fs::read_dir(fixture.inside())
            .expect("it is there")
            .count();
        (answers, made)
    };
    let (expected, expected_made) = run(false);
    let (found, made) = run(true);
    assert_eq!(expected.len(), PATHS.len() * 2 * 16 * 8);
    let different: Vec<String> = expected
        .iter()
        .zip(&found)
        .filter(|(expected, found)| expected != found)
        .map(|(expected, found)| format!("- {expected}\n+ {found}"))
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert_eq!((found.len(), made), (expected.len(), expected_made));
    // Both would be empty if nothing worked.
    assert!(
        expected
            .iter()
            .any(|answer| answer.contains("RegularFile of"))
    );
}
