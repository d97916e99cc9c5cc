//! The differences between guests and Linux that remain, written down in `differences.txt`.

use crate::scenario::{Scenario, TRAP, WAITS};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use wasi_mknod_tests::FrontEnd;

const TABLE: &str = include_str!("differences.txt");

/// Where the reasons are explained.
const EXPLAINED: &str = include_str!("../../../docs/linux.md");

/// The outcomes of one scenario with one subject that are not those of Linux, by the number of the step.
#[derive(Debug, Default)]
pub(crate) struct Differences(BTreeMap<usize, String>);

/// Of what kind a guest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    /// The subject: its language, or `p3` for the interfaces of 0.3.
    pub(crate) subject: &'static str,
    /// The compiler, where there are several.
    pub(crate) compiler: &'static str,
    pub(crate) front_end: FrontEnd,
}

impl Who {
    /// Whether a row of the table is about it: `rust`, `clang` or `rust@p2-sync`.
    fn is(self, name: &str) -> bool {
        let (name, front_end) = name.split_once('@').unwrap_or((name, ""));
        let right = front_end.is_empty() || front_end == self.front_end.name();
        right && [self.subject, self.compiler].contains(&name)
    }
}

/// A row: subjects, scenario, reason, and `number=outcome` for each step that differs, all apart by ` | `.
struct Row {
    subjects: Vec<&'static str>,
    scenario: &'static str,
    reason: &'static str,
    outcomes: Vec<(usize, &'static str)>,
}

fn rows() -> impl Iterator<Item = Row> {
    let lines = TABLE.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let mut columns = line.split(" | ").map(str::trim);
        let mut next = || {
            columns
                .next()
                .unwrap_or_else(|| panic!("a short row: {line}"))
        };
        Row {
            subjects: next().split(' ').collect(),
            scenario: next(),
            reason: next(),
            outcomes: columns.map(outcome).collect(),
        }
    })
}

fn outcome(column: &'static str) -> (usize, &'static str) {
    let (number, outcome) = column
        .split_once('=')
        .unwrap_or_else(|| panic!("no number of a step: {column}"));
    (number.parse().expect("the number of a step"), outcome)
}

impl Differences {
    /// Those that are written down.
    pub(crate) fn of(who: Who, scenario: &str) -> Self {
        let rows = rows()
            .filter(|row| row.scenario == scenario && row.subjects.iter().any(|name| who.is(name)));
        let outcomes = rows.flat_map(|row| row.outcomes);
        Self(
            outcomes
                .map(|(number, outcome)| (number, outcome.to_owned()))
                .collect(),
        )
    }

    /// What a guest has to answer where Linux answers `native`. After a call that does not come back, or that is the
    /// end of the guest, there is nothing.
    pub(crate) fn apply(&self, native: &[String]) -> Vec<String> {
        let mut expected = Vec::new();
        for (index, outcome) in native.iter().enumerate() {
            let different = self.0.get(&(index + 1));
            expected.push(different.unwrap_or(outcome).clone());
            if different.is_some_and(|different| [WAITS, TRAP].contains(&&**different)) {
                break;
            }
        }
        expected
    }

    /// Asserts that every row is about a scenario and has a reason that is explained.
    pub(crate) fn check_table(scenarios: &[Arc<Scenario>]) {
        for row in rows() {
            let scenario = row.scenario;
            let known = scenarios.iter().any(|known| known.name == scenario);
            assert!(known, "there is no scenario {scenario}");
            let reason = format!("`{}`", row.reason);
            assert!(EXPLAINED.contains(&reason), "{reason} is not explained");
            assert!(!row.outcomes.is_empty(), "{scenario} differs in nothing");
        }
    }
}

/// Shows where outcomes differ, and the row that would say so.
pub(crate) fn report(
    who: Who,
    scenario: &Scenario,
    native: &[String],
    expected: &[String],
    found: &[String],
) -> String {
    let mut text = format!("{} with {who:?}\n", scenario.name);
    for (index, step) in scenario.steps.iter().enumerate() {
        let at = |outcomes: &[String]| {
            outcomes
                .get(index)
                .map_or_else(|| "-".to_owned(), Clone::clone)
        };
        let (native, expected, found) = (at(native), at(expected), at(found));
        let sign = if expected == found { ' ' } else { '!' };
        writeln!(
            text,
            "{sign} {:2} {step}: native {native}, expected {expected}, found {found}",
            index + 1
        )
        .expect("a string takes everything");
    }
    let different = found.iter().zip(native).enumerate();
    let different = different.filter(|(_, (found, native))| found != native);
    let columns: String = different
        .map(|(index, (found, _))| format!(" | {}={found}", index + 1))
        .collect();
    write!(
        text,
        "row: {} | {} | REASON{columns}",
        who.subject, scenario.name
    )
    .expect("a string takes everything");
    text
}
