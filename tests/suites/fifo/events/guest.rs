//! A guest that makes the calls.

use super::{LIMIT, Subject};
use std::path::PathBuf;
use wasi_mknod_tests::{Answers, Fixture, FrontEnd, Host, Line, Session, programs};
use wasi_mknod_wasmtime::Policy;

/// The program `driver_fifo`, in a store of its own.
pub(super) struct Guest {
    session: Session,
    answers: Answers,
    fixture: Fixture,
    /// The number of FIFOs that there have been: each row has one of its own.
    fifos: u32,
}

impl Guest {
    /// Starts it in a folder with `entries`, and with the machine's terminals.
    pub(super) fn new(front_end: FrontEnd, entries: &[wasi_mknod_tests::Entry]) -> Self {
        let fixture = Fixture::new(entries);
        let all = "c *:* rw".parse().expect("a rule");
        let host = Host::on(front_end, &fixture)
            .policy(Policy::new().open_device(all))
            .preopen("/dev", "/dev");
        Self::of(host, fixture)
    }

    /// Starts it in this host.
    pub(super) fn of(host: Host, fixture: Fixture) -> Self {
        let session = host.converse(programs::DRIVER_FIFO);
        let answers = session
            .answers
            .try_clone()
            .expect("a few files can be open");
        Self {
            answers: Answers::new(answers),
            session,
            fixture,
            fifos: 0,
        }
    }

    /// Goes on to the next FIFO.
    pub(super) fn fresh(&mut self) {
        self.fifos += 1;
    }

    /// The path of the FIFO on the host.
    pub(super) fn path(&self) -> PathBuf {
        self.fixture.inside().join(self.name())
    }

    fn name(&self) -> String {
        format!("q{}", self.fifos)
    }
}

impl Subject for Guest {
    fn call(&mut self, words: &str) -> String {
        if words != "answer" {
            let words: Vec<&str> = words.split(' ').collect();
            let name = self.name();
            let named = words.iter().map(|word| match *word {
                "q" => name.as_str(),
                word => word,
            });
            self.session.command(&named.collect::<Vec<_>>().join(" "));
        }
        match self.answers.line(LIMIT) {
            Line::Is(line) => line,
            line => panic!("{line:?} after {words}: {:?}", self.session.ended(LIMIT)),
        }
    }
}
