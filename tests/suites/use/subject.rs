//! The subject: a process or a guest.

use crate::scenario::{TRAP, WAITS};
use std::fs;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::RwLock;
use std::time::{Duration, Instant};
use wasi_mknod_tests::{Answers, Exit, Line, Session, note, programs, subject};

/// Tells the test binary, in a child process, that it is the subject.
const VARIABLE: &str = "WASI_MKNOD_TESTS_SUBJECT";

/// How long to wait for what has to come. It is far more than anything takes.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);
/// How long to look whether something comes that must not.
pub(crate) const GRACE: Duration = Duration::from_millis(40);
/// How long a process has to sleep before it is said to wait, where a worker of the kernel may be
/// about to wake it.
const SETTLED: Duration = Duration::from_millis(300);

/// Held for writing while a process is started, and for reading while something is played: a child
/// has the files of its parent until it runs its program, and for so long no end of a FIFO is
/// gone.
pub(crate) static PLAYING: RwLock<()> = RwLock::new(());

/// Whether this process is to be the subject.
pub(crate) fn is_requested() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

/// Is the subject, in a child process.
pub(crate) fn run() -> ExitCode {
    subject::prepare();
    match subject::converse() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// A subject that runs.
pub(crate) struct Subject {
    answers: Answers,
    runs: Runs,
}

enum Runs {
    Natively(Child, ChildStdin),
    AsGuest(Session),
}

impl Subject {
    /// Starts the native subject that is written in Rust in `folder`.
    pub(crate) fn native(folder: &Path) -> Self {
        let binary = std::env::current_exe().expect("it runs");
        let mut command = Command::new(binary);
        command.env(VARIABLE, "1");
        Self::process(command, folder)
    }

    /// Starts the native subject that is written in C in `folder`.
    pub(crate) fn native_c(folder: &Path) -> Self {
        let binary = programs::folder().join("c/native/use_subject");
        Self::process(Command::new(binary), folder)
    }

    fn process(mut command: Command, folder: &Path) -> Self {
        command.current_dir(folder).stdin(Stdio::piped());
        command.stdout(Stdio::piped());
        let mut child = {
            let _alone = PLAYING.write();
            command.spawn().expect("it can be run")
        };
        let input = child.stdin.take().expect("it is piped");
        let output = child.stdout.take().expect("it is piped");
        Self {
            answers: Answers::new(OwnedFd::from(output).into()),
            runs: Runs::Natively(child, input),
        }
    }

    /// Takes a guest as the subject.
    pub(crate) fn guest(session: Session) -> Self {
        let answers = session
            .answers
            .try_clone()
            .expect("a few files can be open");
        Self {
            answers: Answers::new(answers),
            runs: Runs::AsGuest(session),
        }
    }

    /// Has the subject begin a call.
    pub(crate) fn begin(&mut self, call: &str) {
        match &mut self.runs {
            // A subject that has ended answers nothing, which is noticed below.
            Runs::Natively(_, input) => drop(writeln!(input, "{call}")),
            Runs::AsGuest(guest) => guest.command(call),
        }
        match self.answers.line(LIMIT) {
            Line::Is(line) if line == subject::BEGUN => {}
            line => panic!("{line:?} before the call {call}"),
        }
    }

    /// The outcome of the call that was begun. Where it has to be `expected`, time is given for
    /// that.
    pub(crate) fn outcome(&mut self, expected: Option<&str>, settle: bool) -> String {
        let line = match (&self.runs, expected) {
            (Runs::Natively(child, _), _) => {
                let id = child.id();
                self.line_unless_asleep(id, settle)
            }
            (Runs::AsGuest(_), Some(WAITS)) => self.answers.line(GRACE),
            (Runs::AsGuest(_), _) => self.answers.line(LIMIT),
        };
        match line {
            Line::Is(line) => line,
            Line::Late => WAITS.to_owned(),
            Line::Ended => self.ended(),
        }
    }

    /// The outcome of the call that was begun, which does not wait for ever.
    pub(crate) fn end(&mut self) -> String {
        match self.answers.line(LIMIT) {
            Line::Is(line) => line,
            Line::Late => WAITS.to_owned(),
            Line::Ended => self.ended(),
        }
    }

    fn line_unless_asleep(&mut self, id: u32, settle: bool) -> Line {
        let begin = Instant::now();
        let mut asleep_since = None;
        loop {
            // In this order: who has answered sleeps as well.
            let asleep = is_asleep(&format!("/proc/{id}/stat"));
            match self.answers.line(Duration::ZERO) {
                Line::Late => {}
                line => return line,
            }
            let since = *asleep_since.get_or_insert_with(Instant::now);
            match asleep {
                true if !settle || since.elapsed() > SETTLED => return Line::Late,
                true => {}
                false => asleep_since = None,
            }
            assert!(begin.elapsed() < LIMIT, "it neither answers nor sleeps");
            if let line @ (Line::Is(_) | Line::Ended) = self.answers.line(Duration::from_millis(1))
            {
                return line;
            }
        }
    }

    /// Says how the subject has ended, which it never should.
    fn ended(&mut self) -> String {
        match &mut self.runs {
            Runs::Natively(child, _) => panic!("{:?}", child.wait()),
            Runs::AsGuest(guest) => {
                let exit = guest.ended(LIMIT).unwrap_or(Exit::Hangs);
                note(format!("{exit:?}"));
                TRAP.to_owned()
            }
        }
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        if let Runs::Natively(child, _) = &mut self.runs {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Whether a process or thread sleeps until something happens, by its file `stat`.
pub(crate) fn is_asleep(stat: &str) -> bool {
    let stat = fs::read_to_string(stat).unwrap_or_default();
    let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
    state.is_some_and(|state| state.starts_with('S'))
}
