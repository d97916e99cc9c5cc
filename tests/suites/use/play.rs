//! A scenario in play.

use crate::peer::Peer;
use crate::scenario::{BUSY, NONE, Scenario, Step, TIMED, TRAP, WAITS};
use crate::subject::{PLAYING, Subject};
use std::path::PathBuf;
use wasi_mknod_tests::{Entry, Fixture, dir, fifo, file, link, socket};

/// What a scenario finds in its folder.
pub(crate) fn fixture() -> Fixture {
    let entries: [Entry; 7] = [
        dir("inside/d"),
        file("inside/f"),
        fifo("inside/q"),
        link("inside/l", "q"),
        link("inside/dangling", "missing"),
        socket("inside/sock"),
        // A guest has a directory of this name.
        link("inside/dev", "/dev"),
    ];
    Fixture::new(&entries)
}

/// A scenario that is played with one subject.
pub(crate) struct Play {
    subject: Subject,
    peer: Peer,
    settle: bool,
    /// Whether the last call of the subject still waits.
    pending: bool,
}

impl Play {
    pub(crate) fn new(scenario: &Scenario, folder: PathBuf, subject: Subject) -> Self {
        Self {
            subject,
            peer: Peer::new(folder),
            settle: scenario.has_terminal(),
            pending: false,
        }
    }

    /// Plays natively, and returns the outcome of each step.
    pub(crate) fn natively(self, scenario: &Scenario) -> Vec<String> {
        self.play(scenario, None)
    }

    /// Plays with a guest of which `expected` outcomes are known, as far as they go.
    pub(crate) fn expecting(self, scenario: &Scenario, expected: &[String]) -> Vec<String> {
        self.play(scenario, Some(expected))
    }

    fn play(mut self, scenario: &Scenario, expected: Option<&[String]>) -> Vec<String> {
        let _playing = PLAYING.read();
        let mut outcomes = Vec::new();
        for step in &scenario.steps {
            let hope = match expected {
                None => None,
                Some(expected) => match expected.get(outcomes.len()) {
                    None => break,
                    hope => hope.map(String::as_str),
                },
            };
            let outcome = self.step(step, hope);
            // What comes after an unexpected outcome has no meaning.
            let last = outcome == TRAP || hope.is_some_and(|hope| hope != outcome);
            outcomes.push(outcome);
            if last {
                break;
            }
        }
        self.peer.release();
        outcomes
    }

    fn step(&mut self, step: &Step, expected: Option<&str>) -> String {
        match step {
            Step::Peer(words) => self.peer.perform(words, expected),
            Step::Subject(_) if self.pending => BUSY.to_owned(),
            Step::Answer if !self.pending => NONE.to_owned(),
            Step::Answer => self.outcome(expected),
            Step::Subject(call) => {
                let terminal = self.peer.terminal.as_deref().unwrap_or("none");
                let call = call.replace("TERMINAL", terminal);
                match call.strip_prefix(TIMED) {
                    Some(call) => {
                        self.subject.begin(call);
                        self.subject.end()
                    }
                    None => {
                        self.subject.begin(&call);
                        self.outcome(expected)
                    }
                }
            }
        }
    }

    fn outcome(&mut self, expected: Option<&str>) -> String {
        let outcome = self.subject.outcome(expected, self.settle);
        self.pending = outcome == WAITS;
        outcome
    }
}
