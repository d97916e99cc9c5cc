//! Device tables: lines of `name type mode uid gid major minor start increment count`.

use std::collections::HashMap;
use std::str;

use wasi_mknod::{Device, Mode, Node, NodeType};

use crate::fields::{MAX_MINOR, parse_mode, parse_name, parse_number, parse_owner, parse_type};
use crate::quoting::shell_quote;

/// The tools that this format comes from have this limit too.
const MAX_COUNT: u32 = 0xf_ffff;

/// How a table is read. The tools that read tables agree about most of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// As BusyBox and Buildroot: a count of 1 is one node with the plain name, and the file of a
    /// line of type `f` has to be there.
    Buildroot,
    /// As OpenEmbedded and mtd-utils: a count of 1 is a range of one node, with a number, and `f`
    /// makes a file that is not there.
    OpenEmbedded,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A node that is made if it is not there.
    Make(NodeType),
    /// A regular file that is there.
    File { optional: bool },
    /// A symbolic link that is there.
    Link,
    /// All that is there, from the path on.
    Recursive,
}

/// A user or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Id(u32),
    Name(String),
}

/// A line of a table: one node, or a range of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) line: usize,
    /// Relative to the directory to fill.
    pub(crate) path: String,
    pub(crate) what: What,
    /// The mode; `None` leaves it as it is.
    pub(crate) mode: Option<Mode>,
    /// The user and the group; `None` leaves them as they are, as the one below.
    pub(crate) user: Option<Owner>,
    pub(crate) group: Option<Owner>,
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
        self.what == What::Make(NodeType::Directory)
    }

    /// Returns the nodes that this line makes, one if it has no range.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        let node_type = match self.what {
            What::Make(node_type) => Some(node_type),
            What::File { .. } | What::Link | What::Recursive => None,
        };
        node_type
            .into_iter()
            .flat_map(|node_type| self.nodes_of(node_type))
    }

    fn nodes_of(&self, node_type: NodeType) -> impl Iterator<Item = Node> + '_ {
        let mode = self.mode.unwrap_or(Mode::from_raw_mode(0o755));
        (0..self.range.map_or(1, |range| range.count)).map(move |index| {
            let Some(range) = self.range else {
                return Node::new(self.path.clone(), node_type, mode);
            };
            let node_type = match node_type {
                NodeType::CharacterDevice(first) => {
                    NodeType::CharacterDevice(range.device(first, index))
                }
                NodeType::BlockDevice(first) => NodeType::BlockDevice(range.device(first, index)),
                other => other,
            };
            Node::new(
                format!("{}{}", self.path, range.start + index),
                node_type,
                mode,
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
pub(crate) fn parse(table: &[u8], format: Format) -> Result<Vec<Entry>, Vec<BadLine>> {
    let (mut entries, mut bad_lines) = (Vec::new(), Vec::new());
    let mut seen = HashMap::new();
    for (line, text) in (1..).zip(table.split(|byte| *byte == b'\n')) {
        match parse_line(line, text, format).and_then(|entry| check_repetition(entry, &mut seen)) {
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

/// Of two lines that make the same thing one is wrong, unless they are directories.
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

fn parse_line(line: usize, text: &[u8], format: Format) -> Result<Option<Entry>, String> {
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
            "{name} lines are not supported: WASI has no extended attributes; set them on the host, \
             with setcap(8)"
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
    let what = parse_type(type_, format, major, minor)?;
    let (user, group) = (parse_owner("uid", uid)?, parse_owner("gid", gid)?);
    let least = match format {
        Format::Buildroot => 2,
        Format::OpenEmbedded => 1,
    };
    let range = Some(Range {
        start: start.unwrap_or(0),
        increment: increment.unwrap_or(1),
        count: count.unwrap_or(0),
    })
    .filter(|range| range.count >= least);
    check_range(what, range)?;
    Ok(Some(Entry {
        line,
        path: parse_name(name, what)?,
        what,
        mode: parse_mode(mode, what)?,
        user,
        group,
        range,
    }))
}

fn check_range(what: What, range: Option<Range>) -> Result<(), String> {
    let Some(Range {
        start,
        increment,
        count,
    }) = range
    else {
        return Ok(());
    };
    let node_type = match what {
        What::Make(node_type)
            if !matches!(node_type, NodeType::Directory | NodeType::RegularFile) =>
        {
            node_type
        }
        _ => return Err("a count is for types b, c, p and s only".to_owned()),
    };
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
