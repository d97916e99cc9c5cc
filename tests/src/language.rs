//! What the tests of the guest languages share: one guest with many commands for each of them.

use crate::{Fixture, FrontEnd, Host, Need, Program, Trials, dir};
use wasi_mknod_wasmtime::Policy;

mod devices;
mod fifos;

/// A test of a language through a front end.
type Test = fn(Language, FrontEnd);

/// A language, with the guest that `cargo xtask guests` makes where it can.
#[derive(Clone, Copy)]
pub struct Language {
    /// Its name in those of tests.
    pub name: &'static str,
    /// What its guests need, alone and with device nodes.
    pub needs: [&'static [Need]; 2],
    /// The guest with the commands.
    pub program: Program,
    /// The example of its README.
    pub example: Program,
    /// The modules of tests in the guest, and how many tests each has: one that is not found must
    /// not pass for one that has passed.
    pub own: &'static [(&'static str, usize)],
    /// The commands that print what comes from a FIFO.
    pub readers: &'static [&'static str],
    /// The commands that write lines to a FIFO.
    pub writers: &'static [&'static str],
    /// The commands that write to a FIFO until that fails, and what they print then.
    pub failing: &'static [(&'static str, &'static str)],
}

impl Language {
    /// Adds the tests that are in the guest, those of FIFOs and those of devices.
    pub fn add(self, trials: &mut Trials) {
        for &(module, count) in self.own {
            trials.each(
                &[FrontEnd::P2Sync],
                &format!("{}::own::{module}", self.name),
                self.needs[0],
                move |front_end| self.run_own(front_end, module, count),
            );
        }
        fifos::add(self, trials);
        devices::add(self, trials);
    }

    /// Runs one command of the guest, and returns what it prints.
    pub fn run(self, host: &Host, command: &'static str, words: &[&str]) -> String {
        let host = words
            .iter()
            .fold(host.clone(), |host, word| host.arg(*word));
        host.run(self.program.called(command)).success().to_owned()
    }

    fn run_own(self, front_end: FrontEnd, module: &str, count: usize) {
        let fixture = Fixture::new(&[dir("inside/tmp"), dir("outside/other")]);
        let host = Host::on(front_end, &fixture).preopen(fixture.outside().join("other"), "/other");
        let policy = Policy::new().change_mode(true).change_owner(true);
        let host = match module {
            "attributes" => host.policy(policy).show_owner(),
            _ => host,
        };
        let output = self.run(&host, "own", &[module]);
        let failed: Vec<_> = output
            .lines()
            .filter(|line| !line.starts_with("passed\t"))
            .map(|line| line.replace(" | ", "\n"))
            .collect();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        assert_eq!(output.lines().count(), count, "{output}");
    }
}
