//! The states of a FIFO, and the calls that are made in each.

use std::fmt;

/// A state and a call.
pub(super) struct Row {
    /// How the state comes about. Steps of the `peer` are made natively, others by the subject.
    pub(super) steps: String,
    /// The call on the file `f`, and for a wait, what is done when it has begun.
    pub(super) call: String,
    pub(super) meanwhile: &'static str,
}

impl Row {
    pub(super) fn new(steps: &str, call: &str) -> Self {
        Self {
            steps: steps.to_owned(),
            call: call.to_owned(),
            meanwhile: "",
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            steps,
            call,
            meanwhile,
        } = self;
        write!(f, "{steps} | {call} | {meanwhile}")
    }
}

/// The name of a table, and its rows.
type Table = (&'static str, fn() -> Vec<Row>);

/// The tables.
pub(super) const ALL: [Table; 3] = [("reader", readers), ("writer", writers), ("both", both)];

const READERS: [&str; 6] = [
    "open f q r",
    "open f q r; peer open p w; FILL p",
    // The writer was there before.
    "peer open h rw; peer open p w; open f q r; peer close h; FILL p",
    "open f q r; peer open p w; FILL p; peer close p",
    "open f q r; peer open p w; FILL p; peer close p; peer open p w",
    // The bytes were there before, and their writer goes.
    "peer open h rw; FILL h; open f q r; peer close h",
];

const WRITERS: [&str; 6] = [
    "open f q w",
    "peer open p r; open f q w; peer open v w; FILL v",
    "open f q w; peer open p r; LOOK; peer open v w; FILL v",
    "peer open p r; open f q w; peer open v w; FILL v; peer close p",
    // It is no writer before it has seen its reader.
    "open f q w; peer open p r; settle connected; peer open v w; FILL v; peer close p",
    "peer open p r; open f q w; peer open v w; FILL v; peer close p; peer open p r",
];

const BOTH: [&str; 5] = [
    "open f q rw",
    "open f q rw; peer open p w; FILL p",
    "open f q rw; peer open p r; peer open v w; FILL v",
    "open f q rw; peer open p w; FILL p; peer close p",
    "open f q rw; peer open p r; peer close p; peer open p w; FILL p",
];

const CALLS: [&str; 17] = [
    "poll",
    "read 0",
    "read 1",
    "read 100",
    "read 70000",
    "write 0",
    "write 1",
    "write 4096",
    "write 4097",
    "write 8192",
    "ready -",
    "ready in",
    "ready out",
    "ready hup",
    "ready err",
    "ready connected",
    "ready in+out",
];

fn readers() -> Vec<Row> {
    rows(&READERS)
}

fn writers() -> Vec<Row> {
    rows(&WRITERS)
}

fn both() -> Vec<Row> {
    rows(&BOTH)
}

/// Each state with nothing in the pipe, with something and with a full one, and each call.
fn rows(states: &[&str]) -> Vec<Row> {
    let mut rows = Vec::new();
    for state in states {
        for fill in ["", "peer write FILE 100", "peer fill FILE"] {
            for call in CALLS {
                rows.push(Row::new(&filled(state, fill, call), call));
            }
            if !state.contains("FILL") {
                break;
            }
        }
    }
    rows
}

fn filled(state: &str, fill: &str, call: &str) -> String {
    let steps = state.split("; ").map(|step| match step.split_once(' ') {
        Some(("FILL", file)) => fill.replace("FILE", file),
        // A host notices a reader a little later. The other calls look for it themselves.
        None if step == "LOOK" && call.starts_with("ready") => "settle connected".to_owned(),
        None => String::new(),
        _ => step.to_owned(),
    });
    let steps: Vec<String> = steps.filter(|step| !step.is_empty()).collect();
    steps.join("; ")
}

/// A state, what is waited for in it, and what ends the wait.
const WAITS: [(&str, &str, &str); 18] = [
    ("open f q r", "in", "peer open p w; peer write p 5"),
    ("open f q r", "connected", "peer open p w"),
    ("open f q r", "hup", "peer open p w; peer close p"),
    ("open f q r; peer open p w", "hup", "peer close p"),
    (
        "open f q r; peer open p w",
        "in hup",
        "peer write p 5; peer close p",
    ),
    (
        "open f q r; peer open p w",
        "hup in in hup",
        "peer write p 5; peer close p",
    ),
    // The end of the other side is an answer to whatever was asked for.
    ("open f q r; peer open p w", "out", "peer close p"),
    // Bytes are not what is waited for.
    (
        "open f q r; peer open p w; peer write p 5",
        "hup",
        "peer close p",
    ),
    (
        "open f q r; peer open p w; peer close p; peer open p w",
        "in",
        "peer write p 5",
    ),
    ("open f q w", "connected", "peer open p r"),
    ("open f q w", "out", "peer open p r"),
    ("open f q w", "out connected in+out", "peer open p r"),
    (
        "peer open p r; open f q w; peer open v w; peer fill v",
        "out",
        "peer drain p",
    ),
    (
        "peer open p r; open f q w; peer open v w; peer fill v",
        "out err",
        "peer drain p; peer close p",
    ),
    ("peer open p r; open f q w", "in", "peer close p"),
    (
        "peer open p r; open f q w; peer open v w; peer fill v; peer close p; peer open p r",
        "out",
        "peer drain p",
    ),
    ("open f q rw", "in", "peer open p w; peer write p 5"),
    (
        "open f q rw; peer open p w; peer fill p",
        "out",
        "peer open d r; peer drain d",
    ),
];

/// Waits that last until something happens.
pub(super) fn waits() -> Vec<Row> {
    let rows = WAITS.iter().map(|(steps, events, meanwhile)| Row {
        meanwhile,
        ..Row::new(steps, &format!("wait {events}"))
    });
    rows.collect()
}
