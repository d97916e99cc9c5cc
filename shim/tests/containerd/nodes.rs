//! The main rows of the table of `mknod`, from a container.

use super::NEEDS;
use super::container::Container;
use serde_json::json;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::MKNOD;

/// Arguments of `mknod`, the exit status, and what is made: type, mode and device number.
type Row = (&'static [&'static str], i32, Option<(Kind, u32, u64)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fifo,
    Character,
    Block,
}

/// With rules that grant `c 1:3`, `c 0:0` and `b 7:*`.
const ROWS: &[Row] = &[
    (&["/srv/n", "p"], 0, Some((Kind::Fifo, 0o644, 0))),
    (
        &["-m", "666", "/srv/n", "p"],
        0,
        Some((Kind::Fifo, 0o666, 0)),
    ),
    (
        &["-m", "600", "/srv/n", "c", "1", "3"],
        0,
        Some((Kind::Character, 0o600, 0x103)),
    ),
    (
        &["/srv/n", "b", "7", "1"],
        0,
        Some((Kind::Block, 0o644, 0x701)),
    ),
    (
        &["/srv/n", "c", "0", "0"],
        0,
        Some((Kind::Character, 0o644, 0)),
    ),
    (&["/srv/n", "c", "1", "5"], 1, None),
    (&["/srv/n", "b", "1", "3"], 1, None),
    (&["/srv/n", "b", "0", "0"], 1, None),
    (&["/none/n", "p"], 1, None),
    (&["/program.wasm", "p"], 1, None),
    (&["-m", "4755", "/srv/n", "p"], 1, None),
];

pub(crate) fn add(trials: &mut Trials) {
    for (index, row) in ROWS.iter().enumerate() {
        let name = format!("nodes::{index}::{}", row.0.join("_").replace('/', ""));
        trials.add(name, NEEDS, move || run(row));
    }
}

fn run(&(arguments, status, made): &Row) {
    let container = Container::new(&MKNOD, arguments)
        .rule(json!({"allow": true, "type": "c", "major": 1, "minor": 3, "access": "m"}))
        .rule(json!({"allow": false, "type": "c", "major": 1, "minor": 5, "access": "m"}))
        .rule(json!({"allow": true, "type": "c", "major": 0, "minor": 0, "access": "m"}))
        .rule(json!({"allow": true, "type": "b", "major": 7, "access": "m"}));
    container.run().expect(status);
    let path = container.root().join("srv/n");
    let found = fs::symlink_metadata(&path).ok().map(|found| {
        let kind = match found.file_type() {
            kind if kind.is_fifo() => Kind::Fifo,
            kind if kind.is_char_device() => Kind::Character,
            kind => {
                assert!(kind.is_block_device(), "{kind:?}");
                Kind::Block
            }
        };
        (kind, found.mode() & 0o7777, found.rdev())
    });
    assert_eq!(found, made);
}
