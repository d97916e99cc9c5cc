//! The device tables of makedevs: what is read of a table is what is read of its lines.

use crate::table::{self, BadLine, Entry, Format};
use std::collections::HashSet;
use wasi_mknod::{Device, NodeType};

/// What a line may make here. The parser goes through all nodes, of which there may be a million.
const MAX_COUNT: usize = 300;

/// Takes `input` for a table.
///
/// # Panics
///
/// If a good line is called bad, or a bad one good; or a node cannot be, or comes twice.
pub fn check(input: &[u8]) {
    for format in [Format::Buildroot, Format::OpenEmbedded] {
        check_as(format, input);
    }
}

fn check_as(format: Format, input: &[u8]) {
    let lines: Vec<&[u8]> = input.split(|byte| *byte == b'\n').take(16).collect();
    if lines.iter().any(|line| is_long(line)) {
        return;
    }
    let input = lines.join(&b'\n');
    let alone: Vec<_> = lines
        .iter()
        .map(|line| table::parse(line, format))
        .collect();
    match table::parse(&input, format) {
        Ok(entries) => {
            let expected = alone.into_iter().zip(1..).flat_map(|(entries, line)| {
                let mut entries = entries.expect("the table has no bad line");
                entries.iter_mut().for_each(|entry| entry.line = line);
                entries
            });
            assert_eq!(entries, expected.collect::<Vec<_>>());
            nodes(&entries);
        }
        Err(bad_lines) => {
            for (entries, line) in alone.into_iter().zip(1..) {
                let found = bad_lines.iter().find(|bad| bad.line == line);
                judge(entries, found, line);
            }
        }
    }
}

/// Whether a line is one of too many nodes for a fuzzer.
fn is_long(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let count = line.split_whitespace().nth(9).unwrap_or_default();
    count.parse().is_ok_and(|count: usize| count > MAX_COUNT)
}

/// A line that is good alone is bad for what is made twice only.
fn judge(alone: Result<Vec<Entry>, Vec<BadLine>>, found: Option<&BadLine>, line: usize) {
    match (alone, found) {
        (Ok(_), None) => {}
        (Ok(_), Some(bad)) => {
            let twice = bad.reason.contains(" is in line ");
            assert!(twice, "line {line}: {bad:?}");
        }
        (Err(alone), Some(bad)) => {
            let [of_alone] = &alone[..] else {
                panic!("one line has {} faults", alone.len());
            };
            assert_eq!(of_alone.reason, bad.reason, "line {line}");
            assert!(!bad.reason.is_empty(), "line {line}");
        }
        (Err(alone), None) => panic!("line {line} is good in the table and not alone: {alone:?}"),
    }
}

fn nodes(entries: &[Entry]) {
    let mut paths = HashSet::new();
    for entry in entries {
        for node in entry.nodes() {
            assert!(!node.path.starts_with('/'), "{entry:?}");
            assert!(!node.path.is_empty(), "{entry:?}");
            if node.node_type != NodeType::Directory {
                assert!(
                    paths.insert(node.path.clone()),
                    "{:?} comes twice",
                    node.path
                );
            }
            if let Some(Device { major, minor }) = node.node_type.device() {
                assert!(major <= 0xfff && minor <= 0xf_ffff, "{entry:?}");
            }
        }
    }
}
