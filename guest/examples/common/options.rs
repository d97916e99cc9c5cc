//! The command line that `mkfifo` and `mknod` share: `-m MODE`, `-Z`, `--help`, `--version` and operands.

use std::ffi::OsString;

use lexopt::prelude::*;

use super::diagnostics::quote;
use super::mode::ModeChange;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Help,
    Version,
    Run(Options),
}

/// The options of a run, and its operands.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    mode: Option<String>,
    /// A security context was asked for.
    pub(crate) context: bool,
    pub(crate) operands: Vec<String>,
}

/// Reads the command line after the name of the program.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Request, lexopt::Error> {
    let mut options = Options::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('m') | Long("mode") => options.mode = Some(parser.value()?.string()?),
            Short('Z') => options.context = true,
            Long("context") => {
                parser.optional_value();
                options.context = true;
            }
            Long("help") => return Ok(Request::Help),
            Long("version") => return Ok(Request::Version),
            Value(operand) => options.operands.push(operand.string()?),
            Short(_) | Long(_) => return Err(argument.unexpected()),
        }
    }
    Ok(Request::Run(options))
}

impl Options {
    /// Returns the mode to make nodes with, 0666 where none was asked for.
    ///
    /// One that was asked for is exact, so this switches the umask off for the rest of the run.
    pub(crate) fn mode(&self) -> Result<u32, String> {
        let Some(text) = &self.mode else {
            return Ok(0o666);
        };
        let change =
            ModeChange::parse(text).ok_or_else(|| format!("invalid mode: {}", quote(text)))?;
        match change.apply(0o666, wasi_mknod::umask(0)) {
            mode @ ..=0o777 => Ok(mode),
            _ => Err(format!(
                "{} has bits that are not file permissions",
                quote(text)
            )),
        }
    }
}

/// What is said about `-Z` and `--context`.
pub(crate) const CONTEXT_IGNORED: &str =
    "warning: no security context is set: WASI does not have them";

#[cfg(test)]
mod tests {
    use super::{Options, Request, parse};

    fn run(mode: Option<&str>, context: bool, operands: &[&str]) -> Request {
        let operands = operands.iter().map(ToString::to_string).collect();
        Request::Run(Options {
            mode: mode.map(str::to_owned),
            context,
            operands,
        })
    }

    #[test]
    fn options_are_read_as_getopt_reads_them() {
        for (arguments, expected) in [
            (&[][..], run(None, false, &[])),
            (&["a", "b"], run(None, false, &["a", "b"])),
            (&["-m", "600", "a"], run(Some("600"), false, &["a"])),
            (&["-m600", "a"], run(Some("600"), false, &["a"])),
            (
                &["a", "--mode=u=rw", "b"],
                run(Some("u=rw"), false, &["a", "b"]),
            ),
            (
                &["--mode", "600", "-m", "644"],
                run(Some("644"), false, &[]),
            ),
            (&["-Zm600", "a"], run(Some("600"), true, &["a"])),
            (&["--context", "a"], run(None, true, &["a"])),
            (&["--context=x", "a"], run(None, true, &["a"])),
            (&["--", "-m", "--help"], run(None, false, &["-m", "--help"])),
            (&["-"], run(None, false, &["-"])),
            (&["a", "--help", "-q"], Request::Help),
            (&["--version"], Request::Version),
        ] {
            assert_eq!(
                parse(arguments.iter().map(Into::into)).ok(),
                Some(expected),
                "{arguments:?}"
            );
        }
        for arguments in [&["-q"][..], &["--unknown"], &["-m"], &["--mode"]] {
            assert!(
                parse(arguments.iter().map(Into::into)).is_err(),
                "{arguments:?}"
            );
        }
    }

    #[test]
    fn modes_are_file_permissions() {
        for (mode, expected) in [
            (None, Some(0o666)),
            (Some("600"), Some(0o600)),
            (Some("a+x"), Some(0o777)),
            (Some("1600"), None),
            (Some("+t"), None),
            (Some("u+s"), None),
            (Some("no"), None),
        ] {
            let options = Options {
                mode: mode.map(str::to_owned),
                ..Options::default()
            };
            assert_eq!(options.mode().ok(), expected, "{mode:?}");
        }
    }
}
