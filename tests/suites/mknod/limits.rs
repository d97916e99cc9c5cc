//! How long a path may be, how many components it may have, and how many symbolic links.

use crate::table::{self, Row};
use wasi_mknod_tests::{Entry, Trials, dir, link};

pub(crate) fn add(trials: &mut Trials) {
    table::add(trials, "name_length", tree, name_length);
    table::add(trials, "path_length", tree, path_length);
    table::add(trials, "components", tree, components);
    table::add(trials, "links_in_a_row", tree, links_in_a_row);
}

/// A directory `d`, a link in it that leads nowhere else, and a chain of links to it: over `40` it
/// is forty of them.
fn tree() -> Vec<Entry> {
    let mut tree = vec![
        dir("inside/d"),
        link("inside/d/l", "."),
        link("inside/1", "d"),
    ];
    tree.extend((2..=41).map(|n| link(format!("inside/{n}"), (n - 1).to_string())));
    tree
}

fn name_length() -> Vec<Row> {
    let name = |length| "n".repeat(length);
    // Two bytes a letter: bytes count, and not letters.
    let wide = |length| "é".repeat(length);
    vec![
        Row::made(name(255), name(255)),
        Row::made(format!("d/{}", name(255)), format!("d/{}", name(255))),
        Row::made(wide(127), wide(127)),
        Row::error(name(256), "name-too-long"),
        Row::error(wide(128), "name-too-long"),
        Row::error(format!("d/{}", name(256)), "name-too-long"),
        Row::error(format!("{}/", name(256)), "name-too-long"),
        Row::error(format!("{}/x", name(255)), "no-entry"),
        Row::error(format!("{}/x", name(256)), "name-too-long"),
        Row::error(format!("missing/{}", name(256)), "name-too-long"),
        Row::error(format!("d/../{}/../x", name(256)), "name-too-long"),
    ]
}

fn path_length() -> Vec<Row> {
    // A path of this length in bytes that leads to `d/new`.
    let path = |length: usize| {
        let slashes = "/".repeat(2 - length % 2);
        let detour = "./".repeat((length - 4 - slashes.len()) / 2);
        let path = format!("d{slashes}{detour}new");
        assert_eq!(path.len(), length);
        path
    };
    vec![
        Row::made(path(4094), "d/new"),
        Row::made(path(4095), "d/new"),
        Row::error(path(4096), "name-too-long"),
        Row::error(path(4097), "name-too-long"),
        Row::error(path(100_000), "name-too-long"),
        Row::error("d".to_owned() + &"/".repeat(4094), "exist"),
        Row::error("d".to_owned() + &"/".repeat(4095), "name-too-long"),
        Row::error("/".repeat(4096), "name-too-long"),
    ]
}

fn components() -> Vec<Row> {
    vec![
        Row::made("d/../".repeat(800) + "new", "new"),
        Row::error("d/../".repeat(800) + "../new", "not-permitted"),
        Row::error("d/".repeat(2000) + "new", "no-entry"),
        Row::error("x/".repeat(2047), "no-entry"),
        Row::error("d/".repeat(10_000) + "new", "name-too-long"),
        Row::error("../".repeat(1000) + "new", "not-permitted"),
        Row::error("../".repeat(10_000) + "new", "name-too-long"),
    ]
}

fn links_in_a_row() -> Vec<Row> {
    vec![
        Row::made("10/new", "d/new"),
        Row::made("39/new", "d/new"),
        Row::made("40/new", "d/new"),
        Row::error("41/new", "loop"),
        Row::made("d/".to_owned() + &"l/".repeat(40) + "new", "d/new"),
        Row::error("d/".to_owned() + &"l/".repeat(41) + "new", "loop"),
        Row::error("40", "exist"),
        Row::error("41", "exist"),
        Row::error("41/", "exist"),
        Row::error("40/.", "exist"),
        Row::error("41/.", "loop"),
        Row::error("41/..", "loop"),
    ]
}
