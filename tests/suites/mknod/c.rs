//! The tables of paths once more, through the C library for guests.

use crate::paths::{TABLES, tree};
use crate::table::Row;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Kind, Need, Trials, programs};

/// For each compiler its name, what a test of it needs, and what it needs if devices are made.
const COMPILERS: [(&str, [&[Need]; 2]); 2] = [
    ("clang", [&[Need::Clang], &[Need::Clang, Need::Devices]]),
    ("zig", [&[Need::Zig], &[Need::Zig, Need::Devices]]),
];

pub(crate) fn add(trials: &mut Trials) {
    for (compiler, needs) in COMPILERS {
        let tables = TABLES
            .iter()
            .filter(|(_, rows)| rows().iter().any(is_for_c));
        for &(name, rows) in tables {
            for kind in Kind::EACH {
                let name = format!("c::{compiler}::paths::{name}::{}", kind.name());
                let needs = needs[usize::from(kind.device().is_some())];
                // What differs between front ends is behind the interface, so one of them is enough
                // for a library.
                trials.each(&[FrontEnd::P2Sync], &name, needs, move |front_end| {
                    run(front_end, compiler, kind, rows());
                });
            }
        }
    }
}

fn run(front_end: FrontEnd, compiler: &str, kind: Kind, rows: Vec<Row>) {
    let fixture = Fixture::new(&tree());
    let driver = programs::c(compiler, "driver_mknod");
    let host = Host::on(front_end, &fixture).driver(driver);
    for row in rows.iter().filter(|row| is_for_c(row)) {
        row.run_on(&host, front_end, &fixture, kind);
    }
}

/// In C an absolute path does not begin at the descriptor but at a preopened directory, and no path
/// has a NUL byte.
fn is_for_c(row: &Row) -> bool {
    let path = row.path();
    !path.starts_with('/') && !path.contains('\0')
}
