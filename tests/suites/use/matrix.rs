//! Every way to open a FIFO, with every state of the other end, and what can be done then.

use crate::scenario::Scenario;

/// A state of the other end: what it does before, the flags by which it opens are those for its
/// side.
const STATES: [(&str, &str); 5] = [
    ("absent", ""),
    ("present", "peer open 0 SIDE"),
    ("gone", "peer open 0 SIDE; peer close 0"),
    ("back", "peer open 0 SIDE; peer close 0; peer open 1 SIDE"),
    ("both", "peer open 0 rw+nonblock"),
];

/// What is done with the open file.
const USES: [(&str, &str); 5] = [
    ("read", "read 0 9"),
    ("write", "write 0 abc"),
    ("poll", "poll 0 MODE"),
    ("refused", "seek 0 0 cur; truncate 0 0; sync 0"),
    ("close", "fstat 0; close 0; read 0 9"),
];

/// The scenarios: `matrix::MODE-STATE-USE`.
pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for mode in ["r", "w", "rw", "r+nonblock", "w+nonblock", "rw+nonblock"] {
        for (state, before) in STATES {
            for (used, after) in USES {
                let name = format!("matrix::{mode}-{state}-{used}");
                scenarios.push(Scenario::new(
                    &name,
                    &steps(mode, state, before, used, after),
                ));
            }
        }
    }
    scenarios
}

fn steps(mode: &str, state: &str, before: &str, used: &str, after: &str) -> String {
    let blocks = matches!(mode, "r" | "w");
    let reads = mode.starts_with("r") && !mode.starts_with("rw");
    // A writer that does not wait needs a reader that is there, and waits for none.
    let side = match (reads, blocks) {
        (true, true) => "w",
        (true, false) => "w+nonblock",
        (false, _) => "r+nonblock",
    };
    let opened = format!("open 0 q {mode}");
    let before = before.replace("SIDE", side);
    let events = mode.split('+').next().unwrap_or_default();
    let after = after.replace("MODE", events);
    // The writer of the other end needs a reader, so that comes first.
    let (first, second) = match reads {
        true => (opened, before),
        false => (before, opened),
    };
    let answer = match (blocks, state) {
        (true, "absent") => "peer begin 9 rw; peer opened 9; answer",
        (true, _) => "answer",
        (false, _) => "",
    };
    // The host may not have noticed yet that the reader has come, which these look at.
    let noticed = match (mode, state, used) {
        ("w", "absent", "poll" | "refused") => "wait 0 w",
        _ => "",
    };
    format!("{first}; {second}; {answer}; {noticed}; {after}; answer")
}
