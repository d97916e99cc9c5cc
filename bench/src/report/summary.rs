//! The tables of `bench/README.md`: one line for each subject, one column for each setting.

use crate::series::{Outcome, Row, Unit};
use wasmtime::Result;
use wasmtime::error::Context as _;

/// A table with the medians of several series, and in parentheses the ratios to the reference of
/// each.
struct Table {
    /// The table stands between `<!-- NAME -->` and `<!-- /NAME -->`.
    name: &'static str,
    /// The heading of the column with the row that has no ratio.
    reference: &'static str,
    /// The names of the other rows.
    columns: &'static [&'static str],
    /// Subjects, and what the table calls them.
    lines: &'static [(&'static str, &'static str)],
}

const SETTINGS: &[&str] = &[
    "p2 sync",
    "p2 async, may block",
    "p2 async",
    "p3, may block",
    "p3",
];

const TABLES: [Table; 3] = [
    Table {
        name: "calls",
        reference: "native",
        columns: SETTINGS,
        lines: &[
            ("create", "make a FIFO, µs"),
            (
                "create-3-deep",
                "3 directories deep, native by `openat2` as well, µs",
            ),
            ("umask", "a mode that the guest's umask narrows, µs"),
            ("many-1000", "`mknod-many` of 1,000, µs for each"),
            ("many-100000", "`mknod-many` of 100,000, µs for each"),
            (
                "denied",
                "a call that the policy denies, native one succeeds, µs",
            ),
            ("stat-at", "`stat-at`, native by `openat2` as well, µs"),
        ],
    },
    Table {
        name: "files",
        reference: "wasmtime-wasi, sync, may block",
        columns: &[
            "p2 sync, may block",
            "wasmtime-wasi, async, may block",
            "p2 async, may block",
            "wasmtime-wasi, p3, may block",
            "p3, may block",
            "wasmtime-wasi, sync",
            "p2 sync",
        ],
        lines: &[
            ("file-open", "open and close a regular file, µs"),
            (
                "file-open-nodev",
                "the same, on a mount without devices, µs",
            ),
            ("file-open-new", "create, open and close one, µs"),
            ("file-open-directory", "open and close a directory, µs"),
            ("file-open-missing", "open what does not exist, µs"),
            ("file-get-type", "`get-type`, µs"),
            ("file-stat", "`stat`, µs"),
            ("file-stat-at", "`stat-at`, µs"),
            ("file-set-times-at", "`set-times-at`, µs"),
            ("file-read", "read 64 bytes, µs"),
            ("file-read-via-stream", "a stream that reads 64 bytes, µs"),
            ("file-write-via-stream", "a stream that writes 64 bytes, µs"),
            ("file-list", "an entry of a listing of 100, µs"),
        ],
    },
    Table {
        name: "fifos",
        reference: "native to native",
        columns: &[
            "p2 sync to p2 sync",
            "p2 sync to native",
            "native to p2 sync",
            "p2 async to p2 async",
            "p3 to p3",
            "p2 sync, streams of one system call",
        ],
        lines: &[
            ("fifo-4KiB", "4 KiB at a time, MiB/s"),
            ("fifo-64KiB", "64 KiB at a time, MiB/s"),
            ("fifo-1MiB", "1 MiB at a time, MiB/s"),
            ("fifo-round-trip", "a byte there and back, µs"),
        ],
    },
];

/// The series whose own tables `bench/README.md` has, between the markers of their names.
const WHOLE: [&str; 5] = ["fifo-beside-idle", "memory", "start", "runner", "unpack"];

/// Every table for which `outcomes` has a subject.
pub(crate) fn tables(outcomes: &[Outcome]) -> Vec<(&'static str, String)> {
    let whole = outcomes
        .iter()
        .filter(|outcome| WHOLE.contains(&outcome.subject))
        .map(|outcome| (outcome.subject, super::table::markdown(outcome)));
    TABLES
        .iter()
        .filter_map(|table| Some((table.name, table.markdown(outcomes)?)))
        .chain(whole)
        .collect()
}

/// `text` with `content` between the markers `<!-- NAME -->` and `<!-- /NAME -->`.
///
/// # Errors
///
/// A marker is missing.
pub(crate) fn insert(text: &str, name: &str, content: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let missing = || format!("the text has no {begin} with {end} after it");
    let (before, rest) = text.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(&end).with_context(missing)?;
    Ok(format!("{before}{begin}\n{content}\n{end}{after}"))
}

impl Table {
    fn markdown(&self, outcomes: &[Outcome]) -> Option<String> {
        let lines = self.lines.iter().filter_map(|(subject, label)| {
            let outcome = outcomes
                .iter()
                .find(|outcome| outcome.subject == *subject)?;
            Some(line(label, self.cells(outcome)))
        });
        let lines: Vec<_> = lines.collect();
        if lines.is_empty() {
            return None;
        }
        let names = std::iter::once(self.reference).chain(self.columns.iter().copied());
        let head = line("", names.map(String::from));
        let rule = line("---", (0..=self.columns.len()).map(|_| "---:".to_owned()));
        Some([vec![head, rule], lines].concat().join("\n"))
    }

    /// The reference, then the other columns. A setting that was not measured has an empty cell.
    fn cells(&self, outcome: &Outcome) -> Vec<String> {
        let reference = outcome.rows.iter().find(|row| row.ratio.is_none());
        let others = self
            .columns
            .iter()
            .map(|name| outcome.rows.iter().find(|row| row.name == *name));
        std::iter::once(reference)
            .chain(others)
            .map(|row| row.map_or_else(String::new, |row| cell(row, outcome.unit)))
            .collect()
    }
}

fn line(label: &str, cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<_> = cells.into_iter().collect();
    format!("| {label} | {} |", cells.join(" | "))
}

fn cell(row: &Row, unit: Unit) -> String {
    let figure = match unit {
        Unit::Nanoseconds => short(row.figure.median / 1e3),
        Unit::BytesPerSecond => short(row.figure.median / f64::from(1 << 20)),
        Unit::NodesPerSecond | Unit::Bytes | Unit::Count | Unit::Ratio => {
            unit.show(row.figure.median)
        }
    };
    match &row.ratio {
        Some(ratio) => format!("{figure} ({})", short(ratio.spread.median)),
        None => figure,
    }
}

/// A number with two decimals, or with none from 10.
fn short(number: f64) -> String {
    let decimals = if number < 10.0 { 2 } else { 0 };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::{insert, tables};
    use crate::measure::scale::CURVES;
    use crate::series::{Contender, Series, Unit};

    #[test]
    fn a_table_has_a_column_for_each_setting() {
        let contender = |name, figure: f64| Contender::new(name, move || Ok(figure));
        let series = Series {
            title: "Create a FIFO".into(),
            unit: Unit::Nanoseconds,
            contenders: vec![
                contender("native", 2000.0),
                contender("p3", 50_000.0).against("native"),
                contender("p2 sync", 3000.0).against("native"),
            ],
        };
        let tables = tables(&[series.run("create", 1).unwrap()]);
        let [("calls", table)] = &tables[..] else {
            panic!("{tables:?}");
        };
        let last = table.lines().last().unwrap();
        assert_eq!(
            last,
            "| make a FIFO, µs | 2.00 | 3.00 (1.50) |  |  |  | 50 (25) |"
        );
    }

    #[test]
    fn a_table_goes_between_its_markers() {
        let text = "a\n<!-- t -->\nold\n<!-- /t -->\nb\n";
        assert_eq!(
            insert(text, "t", "new").unwrap(),
            "a\n<!-- t -->\nnew\n<!-- /t -->\nb\n"
        );
        assert!(insert(text, "u", "new").is_err());
    }

    #[test]
    fn the_readme_has_the_markers() {
        let readme = include_str!("../../README.md");
        for table in super::TABLES {
            insert(readme, table.name, "").unwrap();
        }
        for (name, _) in CURVES {
            insert(readme, name, "").unwrap();
        }
        for name in super::WHOLE {
            insert(readme, name, "").unwrap();
        }
        insert(readme, "machine", "").unwrap();
    }
}
