//! What can go wrong with a compiler.

use std::fmt;
use std::io;
use std::process::{Command, ExitStatus, Stdio};

/// Runs `command`. What a build script prints on its standard output are commands to cargo, so that
/// goes elsewhere.
pub(super) fn run(command: &mut Command) -> Result<(), CError> {
    let status = command
        .stdout(Stdio::from(io::stderr()))
        .stdin(Stdio::null())
        .status()
        .map_err(|error| CError::Io(format!("cannot run {:?}", command.get_program()), error))?;
    match status.success() {
        true => Ok(()),
        false => Err(CError::Failed(format!("{command:?}"), status)),
    }
}

/// Why a guest in C could not be compiled.
#[derive(Debug)]
pub enum CError {
    /// The first is what could not be done.
    Io(String, io::Error),
    /// This command reports a failure.
    Failed(String, ExitStatus),
}

impl fmt::Display for CError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(what, error) => write!(f, "{what}: {error}"),
            Self::Failed(command, status) => {
                write!(
                    f,
                    "the C guests do not compile: {command} ended with {status}"
                )
            }
        }
    }
}

impl std::error::Error for CError {}
