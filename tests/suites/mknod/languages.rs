//! The tables of paths once more, through the libraries for guests in other languages.

use crate::paths::{TABLES, tree};
use crate::table::Row;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Kind, Need, Program, Trials, programs};

/// For each language its name, what a test of it needs, what it needs if devices are made, and the
/// driver.
type Language = (&'static str, [&'static [Need]; 2], fn() -> Program);

const LANGUAGES: [Language; 4] = [
    (
        "c::clang",
        [&[Need::Clang], &[Need::Clang, Need::Devices]],
        || programs::c("clang", "driver_mknod"),
    ),
    (
        "c::zig",
        [&[Need::Zig], &[Need::Zig, Need::Devices]],
        || programs::c("zig", "driver_mknod"),
    ),
    ("go", [&[Need::Go], &[Need::Go, Need::Devices]], || {
        programs::GO.called("driver")
    }),
    (
        "js",
        [&[Need::JavaScript], &[Need::JavaScript, Need::Devices]],
        || programs::JS.called("driver"),
    ),
];

pub(crate) fn add(trials: &mut Trials) {
    for (language, needs, driver) in LANGUAGES {
        let tables = TABLES
            .iter()
            .filter(|(_, rows)| rows().iter().any(is_for_libraries));
        for &(name, rows) in tables {
            for kind in Kind::EACH {
                let name = format!("{language}::paths::{name}::{}", kind.name());
                let needs = needs[usize::from(kind.device().is_some())];
                // What differs between front ends is behind the interface, so one of them is enough
                // for a library.
                trials.each(&[FrontEnd::P2Sync], &name, needs, move |front_end| {
                    run(front_end, driver(), kind, rows());
                });
            }
        }
    }
}

fn run(front_end: FrontEnd, driver: Program, kind: Kind, rows: Vec<Row>) {
    let fixture = Fixture::new(&tree());
    let host = Host::on(front_end, &fixture).driver(driver);
    for row in rows.iter().filter(|row| is_for_libraries(row)) {
        row.run_on(&host, front_end, &fixture, kind);
    }
}

/// For libraries an absolute path does not begin at the descriptor but at a preopened directory, and
/// no path has a NUL byte.
fn is_for_libraries(row: &Row) -> bool {
    let path = row.path();
    !path.starts_with('/') && !path.contains('\0')
}
