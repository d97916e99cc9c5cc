//! The differences between guests and Linux that remain, written down in `differences.txt`.

use crate::scenario::{NONE, Scenario, Step, TRAP, WAITS};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use wasi_mknod_tests::FrontEnd;

const TABLE: &str = include_str!("differences.txt");

/// Ends an outcome after which nothing is compared.
const LAST: char = '!';

/// Where the reasons are explained.
const EXPLAINED: &str = include_str!("../../../docs/linux.md");

/// What is different for one guest in one scenario.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// Other outcomes, by the number of the step.
    outcomes: BTreeMap<usize, &'static str>,
    rules: Vec<Rule>,
}

/// What is different in every scenario: the outcome of these calls.
#[derive(Clone, Debug)]
struct Rule {
    calls: Vec<&'static str>,
    native: &'static str,
    guest: &'static str,
}

/// Of what kind a guest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    /// The subject: its language, or `p3` for the interfaces of 0.3.
    pub(crate) subject: &'static str,
    /// The compiler, where there are several.
    pub(crate) compiler: &'static str,
    pub(crate) front_end: FrontEnd,
    pub(crate) devices: Devices,
}

/// Whose devices a guest has as `/dev`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Devices {
    /// Those of the machine.
    Machine,
    /// The nodes of the machine, for which the host answers.
    Emulated,
    /// The guest's own.
    Own,
}

impl Devices {
    /// What the table of differences calls it.
    fn word(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Emulated => "emulated",
            Self::Own => "own",
        }
    }

    /// The part of the name of a trial that tells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Machine => "",
            Self::Emulated => "emulated::",
            Self::Own => "own::",
        }
    }
}

impl Who {
    /// Whether a row of the table is about it: `rust`, `clang`, `rust@p2-sync` or `rust@machine`.
    fn is(self, name: &str) -> bool {
        let mut parts = name.split('@');
        let subject = parts.next().unwrap_or_default();
        let mut limits = parts;
        [self.subject, self.compiler].contains(&subject)
            && limits.all(|limit| [self.front_end.name(), self.devices.word()].contains(&limit))
    }
}

/// A row. A scenario `*` stands for all.
struct Row {
    subjects: Vec<&'static str>,
    scenario: &'static str,
    reason: &'static str,
    columns: Vec<&'static str>,
}

const ALL: &str = "*";

fn rows() -> impl Iterator<Item = Row> {
    let lines = TABLE.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let columns: Vec<&str> = line.split(" | ").map(str::trim).collect();
        let [subjects, scenario, reason, columns @ ..] = &columns[..] else {
            panic!("a short row: {line}");
        };
        Row {
            subjects: subjects.split(' ').collect(),
            scenario,
            reason,
            columns: columns.to_vec(),
        }
    })
}

/// Parses `left=right`.
fn pair(column: &'static str) -> (&'static str, &'static str) {
    column
        .split_once('=')
        .unwrap_or_else(|| panic!("no outcome: {column}"))
}

/// Parses `call,call: native=guest`.
fn rule(column: &'static str) -> Rule {
    let (calls, outcomes) = column
        .split_once(": ")
        .unwrap_or_else(|| panic!("no calls: {column}"));
    let (native, guest) = pair(outcomes);
    Rule {
        calls: calls.split(',').collect(),
        native,
        guest,
    }
}

impl Rule {
    /// Whether it is about a call, or the answer to one that has waited.
    fn concerns(&self, call: &str, native: &str) -> bool {
        let name = call.split(' ').next().unwrap_or_default();
        self.native == native && self.calls.contains(&name)
    }
}

impl Differences {
    /// Those that are written down.
    pub(crate) fn of(who: Who, scenario: &str) -> Self {
        let mut found = Self::default();
        for row in rows().filter(|row| row.subjects.iter().any(|name| who.is(name))) {
            if row.scenario == ALL {
                found.rules.extend(row.columns.into_iter().map(rule));
            } else if row.scenario == scenario {
                found.outcomes.extend(row.columns.into_iter().map(|column| {
                    let (number, outcome) = pair(column);
                    (number.parse().expect("the number of a step"), outcome)
                }));
            }
        }
        found
    }

    /// What a guest has to answer where Linux answers `native`.
    ///
    /// It ends where there is nothing more to compare: the guest waits for ever, or has gone on
    /// where the native subject still waits.
    pub(crate) fn apply(&self, scenario: &Scenario, native: &[String]) -> Vec<String> {
        let mut expected = Vec::new();
        let (mut ahead, mut call) = (false, "");
        for (index, (step, outcome)) in scenario.steps.iter().zip(native).enumerate() {
            if let Step::Subject(next) = step {
                call = next;
            }
            let made = match step {
                Step::Answer if ahead => "",
                Step::Subject(_) | Step::Answer => call,
                Step::Peer(_) => "",
            };
            let rule = self.rules.iter().find(|rule| rule.concerns(made, outcome));
            let different = match self.outcomes.get(&(index + 1)) {
                None => rule.map(|rule| rule.guest),
                different => different.copied(),
            };
            match (different, step) {
                (None, Step::Answer) if ahead => {
                    expected.push(NONE.to_owned());
                    ahead = outcome == WAITS;
                }
                (None, Step::Subject(_)) if ahead => break,
                (None, _) => expected.push(outcome.clone()),
                (Some(different), _) => {
                    let last = different.trim_end_matches(LAST);
                    expected.push(last.to_owned());
                    if last != different || [WAITS, TRAP].contains(&last) {
                        break;
                    }
                    ahead = outcome == WAITS;
                }
            }
        }
        expected
    }

    /// Asserts that every row is about a scenario and has a reason that is explained.
    pub(crate) fn check_table(scenarios: &[Arc<Scenario>]) {
        for row in rows() {
            let scenario = row.scenario;
            let known = scenarios.iter().any(|known| known.name == scenario);
            assert!(known || scenario == ALL, "there is no scenario {scenario}");
            let reason = format!("`{}`", row.reason);
            assert!(EXPLAINED.contains(&reason), "{reason} is not explained");
            assert!(!row.columns.is_empty(), "{scenario} differs in nothing");
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
