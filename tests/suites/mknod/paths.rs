//! The table of paths: which are made, and what the others are answered.

use crate::table::{self, Row};
use wasi_mknod_tests::{Entry, Kind, Trials, device, dir, fifo, file, link, paths, socket};

/// What makes the rows of a table.
type Table = fn() -> Vec<Row>;

/// The tables by their names.
pub(crate) const TABLES: [(&str, Table); 7] = [
    ("made", made),
    ("exist", exist),
    ("no_entry", no_entry),
    ("not_directory", not_directory),
    ("links_in_a_circle", links_in_a_circle),
    ("escape", escape),
    ("nul", nul),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, rows) in TABLES {
        table::add(trials, name, tree, rows);
    }
}

/// What each row of the tables meets.
pub(crate) fn tree() -> Vec<Entry> {
    vec![
        dir("inside/dir"),
        dir("inside/dir/sub"),
        file("inside/file"),
        fifo("inside/fifo"),
        socket("inside/socket"),
        // This one device can be made without privileges.
        device("inside/device", Kind::CharacterDevice(0, 0)),
        link("inside/dangling-link", "missing"),
        link("inside/self-loop", "self-loop"),
        link("inside/loop", "dir/loop"),
        link("inside/dir/loop", "../loop"),
        link("inside/link-to-dir", "dir"),
        link("inside/link-to-slash", "dir/"),
        link("inside/link-to-file", "file"),
        link("inside/link-to-link", "link-to-dir"),
        link("inside/link-up", "dir/.."),
        link("inside/dir/link-back", "../dir"),
        link("inside/link-to-outside", "../outside"),
        link("inside/link-to-outside-file", "../outside/file"),
        link("inside/link-out-and-in", "../inside/dir"),
        link("inside/absolute-link-outside", "{root}/outside"),
        link("inside/absolute-link-inside", "{root}/inside/dir"),
        link("inside/link-to-root", "/"),
        link("inside/dir/link-to-outside", "../../outside"),
        file("outside/file"),
        dir("outside/dir"),
        link("outside/link-to-inside", "../inside"),
    ]
}

fn made() -> Vec<Row> {
    let rows = paths::MADE.iter();
    rows.map(|&(path, place)| Row::made(path, place)).collect()
}

fn exist() -> Vec<Row> {
    errors(paths::EXIST, "exist")
}

fn no_entry() -> Vec<Row> {
    let mut rows = errors(paths::NO_ENTRY, "no-entry");
    // A name that is to become a directory may end in a slash.
    let slashes = paths::SLASH.iter();
    rows.extend(slashes.map(|&(path, place)| Row::made_if_directory(path, place, "no-entry")));
    rows
}

fn not_directory() -> Vec<Row> {
    errors(paths::NOT_DIRECTORY, "not-directory")
}

fn links_in_a_circle() -> Vec<Row> {
    errors(paths::LOOP, "loop")
}

fn escape() -> Vec<Row> {
    errors(paths::ESCAPE, "not-permitted")
}

fn nul() -> Vec<Row> {
    errors(paths::NUL, "invalid")
}

fn errors(paths: &'static [&str], error: &'static str) -> Vec<Row> {
    let rows = paths.iter();
    rows.map(|&path| Row::error(path, error)).collect()
}
