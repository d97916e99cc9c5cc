//! How guests end, and what they write.

use crate::p2;
use std::fmt;
use wasmtime_wasi::I32Exit;

/// Of each stream so many of the last lines are shown where a test fails.
const SHOWN: usize = 20;

/// How a guest ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// With this status.
    Status(i32),
    /// By a trap, with this message.
    Trap(String),
    /// Not within the time that it had.
    Hangs,
}

impl Exit {
    pub(crate) fn of(run: p2::Run) -> Self {
        match run {
            Ok(result) => Self::Status(i32::from(result.is_err())),
            Err(error) => match error.downcast_ref::<I32Exit>() {
                Some(exit) => Self::Status(exit.0),
                None => Self::Trap(format!("{error:#}")),
            },
        }
    }
}

/// How a guest ended, and what it wrote.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub(crate) program: String,
    /// How it ended.
    pub exit: Exit,
    /// What it wrote on standard output.
    pub stdout: String,
    /// What it wrote on standard error.
    pub stderr: String,
}

impl Outcome {
    /// Returns what the guest wrote on standard output.
    ///
    /// # Panics
    ///
    /// If it did not end with status 0.
    pub fn success(&self) -> &str {
        assert_eq!(self.exit, Exit::Status(0), "{self}");
        &self.stdout
    }

    /// Returns the message of the trap by which the guest ended.
    ///
    /// # Panics
    ///
    /// If it ended otherwise.
    pub fn trap(&self) -> &str {
        match &self.exit {
            Exit::Trap(message) => message,
            exit => panic!("{exit:?} and not a trap: {self}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.program, self.exit)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let lines: Vec<&str> = text.lines().collect();
            for line in &lines[lines.len().saturating_sub(SHOWN)..] {
                write!(f, "\n  {name}: {line}")?;
            }
        }
        Ok(())
    }
}
