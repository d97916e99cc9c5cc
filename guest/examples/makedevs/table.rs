//! Device tables: lines of `name type mode uid gid major minor start increment count`.

use std::collections::HashMap;
use std::str;

use wasi_mknod::{Device, Mode, Node, NodeType};

use crate::fields::{MAX_MINOR, check_owner, parse_mode, parse_name, parse_number, parse_type};
use crate::quoting::shell_quote;

/// The tools that this format comes from have this limit too.
const MAX_COUNT: u32 = 0xf_ffff;

/// A line of a table: one node, or a range of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) line: usize,
    /// Relative to the directory to fill.
    pub(crate) path: String,
    pub(crate) node_type: NodeType,
    pub(crate) mode: Mode,
    pub(crate) names_owner: bool,
    range: Option<Range>,
}

/// The numbers to put after the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    start: u32,
    increment: u32,
    count: u32,
}

/// A line that cannot be used, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadLine {
    pub(crate) line: usize,
    pub(crate) reason: String,
}

impl Entry {
    pub(crate) fn is_directory(&self) -> bool {
        self.node_type == NodeType::Directory
    }

    /// Returns the nodes of this line, one if it has no range.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        (0..self.range.map_or(1, |range| range.count)).map(|index| {
            let Some(range) = self.range else {
                return Node::new(self.path.clone(), self.node_type, self.mode);
            };
            let node_type = match self.node_type {
                NodeType::CharacterDevice(first) => {
                    NodeType::CharacterDevice(range.device(first, index))
                }
                NodeType::BlockDevice(first) => NodeType::BlockDevice(range.device(first, index)),
                other => other,
            };
            Node::new(
                format!("{}{}", self.path, range.start + index),
                node_type,
                self.mode,
            )
        })
    }
}

impl Range {
    fn device(self, first: Device, index: u32) -> Device {
        Device::new(first.major, first.minor + index * self.increment)
    }
}

/// Reads a table, or reports all its bad lines.
pub(crate) fn parse(table: &[u8]) -> Result<Vec<Entry>, Vec<BadLine>> {
    let (mut entries, mut bad_lines) = (Vec::new(), Vec::new());
    let mut seen = HashMap::new();
    for (line, text) in (1..).zip(table.split(|byte| *byte == b'\n')) {
        match parse_line(line, text).and_then(|entry| check_repetition(entry, &mut seen)) {
            Ok(entry) => entries.extend(entry),
            Err(reason) => bad_lines.push(BadLine { line, reason }),
        }
    }
    if bad_lines.is_empty() {
        Ok(entries)
    } else {
        Err(bad_lines)
    }
}

/// Of two lines that make the same thing one fails for certain, unless they are directories.
fn check_repetition(
    entry: Option<Entry>,
    seen: &mut HashMap<String, (usize, bool)>,
) -> Result<Option<Entry>, String> {
    for (entry, node) in entry
        .iter()
        .flat_map(|entry| entry.nodes().map(move |node| (entry, node)))
    {
        let components: Vec<_> = node
            .path
            .split('/')
            .filter(|name| !matches!(*name, "" | "."))
            .collect();
        match seen.insert(components.join("/"), (entry.line, entry.is_directory())) {
            Some((earlier, was_directory)) if !(was_directory && entry.is_directory()) => {
                return Err(format!(
                    "{} is in line {earlier} already",
                    shell_quote(&node.path)
                ));
            }
            _ => {}
        }
    }
    Ok(entry)
}

fn parse_line(line: usize, text: &[u8]) -> Result<Option<Entry>, String> {
    let text = str::from_utf8(text).map_err(|_| "this is not UTF-8".to_owned())?;
    let mut words = text
        .split_whitespace()
        .take_while(|word| !word.starts_with('#'))
        .fuse();
    let Some(name) = words.next() else {
        return Ok(None);
    };
    if name.starts_with('|') {
        return Err(format!(
            "{name} lines are not supported: WASI cannot set extended attributes"
        ));
    }
    let mut field = || words.next().filter(|word| *word != "-");
    let (type_, mode, uid, gid) = (field(), field(), field(), field());
    let mut number = |what| field().map(|word| parse_number(what, word)).transpose();
    let (major, minor) = (number("major number")?, number("minor number")?);
    let (start, increment, count) = (number("start")?, number("increment")?, number("count")?);
    if words.next().is_some() {
        return Err("there are more than the ten fields name, type, mode, uid, gid, major, minor, start, increment and \
                    count"
            .to_owned());
    }
    let node_type = parse_type(type_, major, minor)?;
    for (what, owner) in [("uid", uid), ("gid", gid)] {
        check_owner(what, owner)?;
    }
    let range = Some(Range {
        start: start.unwrap_or(0),
        increment: increment.unwrap_or(1),
        count: count.unwrap_or(0),
    })
    .filter(|range| range.count > 1);
    check_range(node_type, range)?;
    Ok(Some(Entry {
        line,
        path: parse_name(name, node_type)?,
        node_type,
        mode: parse_mode(mode)?,
        names_owner: uid.or(gid).is_some(),
        range,
    }))
}

fn check_range(node_type: NodeType, range: Option<Range>) -> Result<(), String> {
    let Some(Range {
        start,
        increment,
        count,
    }) = range
    else {
        return Ok(());
    };
    if matches!(node_type, NodeType::Directory | NodeType::RegularFile) {
        return Err("a count is for types b, c, p and s only".to_owned());
    }
    if count > MAX_COUNT {
        return Err(format!("count {count} is above {MAX_COUNT}"));
    }
    if start.checked_add(count).is_none() {
        return Err(format!("start {start} is too large for a range of {count}"));
    }
    let first = node_type.device().map_or(0, |device| device.minor);
    let last = u64::from(first) + u64::from(increment) * u64::from(count - 1);
    if node_type.device().is_some() && last > u64::from(MAX_MINOR) {
        return Err(format!(
            "the last minor number of the range, {last}, is above {MAX_MINOR}"
        ));
    }
    Ok(())
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
