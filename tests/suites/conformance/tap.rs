//! What the guest prints.

use std::collections::HashMap;

/// A line of the report, with what is said about a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Ok,
    Skip,
    NotOk(String),
}

/// The lines of a report by the names of the rows.
#[derive(Debug)]
pub(crate) struct Report(HashMap<String, Line>);

impl Report {
    /// Parses a report of version 14.
    ///
    /// # Panics
    ///
    /// If it is none, or if the numbers of its lines are not those of its plan.
    pub(crate) fn parse(text: &str) -> Self {
        let mut lines = text.lines().peekable();
        assert_eq!(lines.next(), Some("TAP version 14"), "{text}");
        let plan = lines.next().and_then(|line| line.strip_prefix("1.."));
        let plan: usize = plan.and_then(|plan| plan.parse().ok()).expect("a plan");
        let mut report = HashMap::new();
        for number in 1..=plan {
            let line = lines.next().expect("as many lines as planned");
            let (ok, rest) = match line.strip_prefix("not ") {
                Some(rest) => (false, rest),
                None => (true, line),
            };
            let rest = rest.strip_prefix(&format!("ok {number} - "));
            let rest = rest.unwrap_or_else(|| panic!("{line:?} has no number {number}"));
            let (name, skipped) = match rest.split_once(" # SKIP ") {
                Some((name, reason)) => (name, !reason.is_empty()),
                None => (rest, false),
            };
            let mut details = String::new();
            while let Some(detail) = lines.next_if(|line| line.starts_with("  ")) {
                details.push_str(detail);
                details.push('\n');
            }
            let line = match (ok, skipped) {
                (true, true) => Line::Skip,
                (true, false) => Line::Ok,
                (false, _) => Line::NotOk(details),
            };
            let twice = report.insert(unescape(name), line);
            assert_eq!(twice, None, "{name:?} comes twice");
        }
        assert_eq!(lines.next(), None, "more lines than planned");
        Self(report)
    }

    /// The line of a row.
    pub(crate) fn line(&self, name: &str) -> &Line {
        let line = self.0.get(name);
        line.unwrap_or_else(|| panic!("the guest says nothing of {name:?}"))
    }

    /// The names of the rows that have failed.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &str> {
        let lines = self.0.iter();
        lines.filter_map(|(name, line)| matches!(line, Line::NotOk(_)).then_some(&**name))
    }
}

fn unescape(name: &str) -> String {
    let mut chars = name.chars();
    let mut plain = String::new();
    while let Some(char) = chars.next() {
        plain.extend(match char {
            '\\' => chars.next(),
            char => Some(char),
        });
    }
    plain
}
