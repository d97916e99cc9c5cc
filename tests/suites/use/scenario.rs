//! The scenarios as they are written down.

use std::fmt;

/// What is done one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
}

/// One of the things that are done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The subject makes a call. The outcome is [`WAITS`] where it does not come to its end.
    Subject(String),
    /// The outcome of a call that has waited.
    Answer,
    /// The native process at the other end does this.
    Peer(String),
}

/// Begins a call that waits for some time and no longer.
pub(crate) const TIMED: &str = "timed ";

/// The outcome of a call that waits.
pub(crate) const WAITS: &str = "waits";
/// The outcome of a call that was not made: an earlier one still waits.
pub(crate) const BUSY: &str = "busy";
/// The outcome of an answer that is not outstanding.
pub(crate) const NONE: &str = "none";
/// The outcome of a call that is the end of the guest.
pub(crate) const TRAP: &str = "trap";

/// Tables of scenarios, by the names of their groups.
const TABLES: [(&str, &str); 7] = [
    ("ends", include_str!("scenarios/ends.txt")),
    ("bytes", include_str!("scenarios/bytes.txt")),
    ("poll", include_str!("scenarios/poll.txt")),
    ("names", include_str!("scenarios/names.txt")),
    ("operations", include_str!("scenarios/operations.txt")),
    ("devices", include_str!("scenarios/devices.txt")),
    (LIBRARY, include_str!("scenarios/library.txt")),
];

/// The group of the scenarios for the subject in C alone.
const LIBRARY: &str = "library";

/// All scenarios that are written down.
pub(crate) fn tables() -> Vec<Scenario> {
    let lines = TABLES.iter().flat_map(|(group, table)| {
        let lines = table.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(move |line| Scenario::parse(group, line))
    });
    lines.collect()
}

impl Scenario {
    /// Parses `name: step; step`.
    fn parse(group: &str, line: &str) -> Self {
        let (name, steps) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("a scenario without a name: {line}"));
        Self::new(&format!("{group}::{name}"), steps)
    }

    /// A scenario of these steps, with a semicolon between them.
    pub(crate) fn new(name: &str, steps: &str) -> Self {
        let steps = steps.split(';').map(str::trim);
        Self {
            name: name.to_owned(),
            steps: steps
                .filter(|step| !step.is_empty())
                .map(Step::parse)
                .collect(),
        }
    }

    /// Whether only the subject in C has its calls.
    pub(crate) fn is_of_c(&self) -> bool {
        self.name.starts_with(LIBRARY)
    }

    /// Whether a step of the subject concerns a device that is in `/dev` of every machine.
    pub(crate) fn has_device(&self) -> bool {
        self.steps
            .iter()
            .any(|step| matches!(step, Step::Subject(call) if call.contains(" dev/")))
    }

    /// Whether a step of the subject or the peer concerns a pseudo-terminal.
    pub(crate) fn has_terminal(&self) -> bool {
        self.steps
            .iter()
            .any(|step| matches!(step, Step::Peer(words) if words.starts_with("pty ")))
    }

    /// Whether all calls of the subject have a counterpart in WASI 0.3.
    pub(crate) fn is_possible_in_p3(&self) -> bool {
        const CALLS: [&str; 17] = [
            "close", "datasync", "fill", "fstat", "link", "lstat", "mkfifo", "open", "read",
            "rename", "stat", "symlink", "sync", "touch", "truncate", "unlink", "write",
        ];
        self.steps.iter().all(|step| match step {
            Step::Subject(call) => {
                let mut words = call.split(' ');
                let known = words.next().is_some_and(|word| CALLS.contains(&word));
                let flags = words.nth(2).unwrap_or_default();
                known && !flags.contains("nonblock") && !flags.contains("append")
            }
            Step::Answer | Step::Peer(_) => true,
        })
    }
}

impl Step {
    fn parse(step: &str) -> Self {
        match step.strip_prefix("peer ") {
            Some(words) => Self::Peer(words.to_owned()),
            None if step == "answer" => Self::Answer,
            None => Self::Subject(step.to_owned()),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(call) => f.write_str(call),
            Self::Answer => f.write_str("answer"),
            Self::Peer(words) => write!(f, "peer {words}"),
        }
    }
}
