//! What is told on standard error.

use crate::diagnostics::describe;
use crate::{progress, quoting};
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

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
        progress::clear();
        // One write for a line: standard error has no buffer, and there may be many lines.
        let line = format!("{}: {message}\n", self.program);
        // There is nowhere to tell that standard error is closed.
        let _ = io::stderr().write_all(line.as_bytes());
    }

    /// An entry was skipped.
    pub(crate) fn skip(&mut self, name: &[u8], reason: &str) {
        let name = quoting::shell_quote(&String::from_utf8_lossy(name));
        self.fail(format_args!("{name} is skipped: {reason}"));
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
