//! What is told on standard error.

use crate::diagnostics::describe;
use crate::{progress, quoting};
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// How many bytes of a name are shown, of which an archive can have many.
const LONGEST: usize = 4096;

/// Takes what could not be done.
pub(crate) struct Report {
    program: String,
    failed: bool,
}

impl Report {
    pub(crate) fn new(program: String) -> Self {
        Self {
            program,
            failed: false,
        }
    }

    /// Whether something was not done.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Something was not done.
    pub(crate) fn fail(&mut self, message: impl Display) {
        self.failed = true;
        self.tell(message);
    }

    /// Something is not as in the archive, and that is no failure.
    pub(crate) fn note(&self, message: impl Display) {
        self.tell(format_args!("note: {message}"));
    }

    fn tell(&self, message: impl Display) {
        progress::clear();
        // One write for a line: standard error has no buffer, and there may be many lines.
        let line = format!("{}: {message}\n", self.program);
        // There is nowhere to tell that standard error is closed.
        let _ = io::stderr().write_all(line.as_bytes());
    }

    /// An entry was skipped.
    pub(crate) fn skip(&mut self, name: &[u8], reason: &str) {
        let shown = &name[..name.len().min(LONGEST)];
        let shown = quoting::shell_quote(&String::from_utf8_lossy(shown));
        let more = if name.len() > LONGEST { "..." } else { "" };
        self.fail(format_args!("{shown}{more} is skipped: {reason}"));
    }

    /// Something cannot be read or unpacked, and that is the end.
    pub(crate) fn stop(&mut self, what: &str, name: &str, error: &io::Error) {
        let (name, error) = (quoting::shell_quote(name), describe(error));
        self.fail(format_args!("cannot {what} {name}: {error}"));
    }

    /// The status to exit with.
    pub(crate) fn status(&self) -> ExitCode {
        progress::clear();
        match self.failed {
            true => ExitCode::FAILURE,
            false => ExitCode::SUCCESS,
        }
    }
}
