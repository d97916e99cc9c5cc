//! The command line that `mkfifo` and `mknod` share: `-m MODE`, `-Z`, `--help`, `--version` and
//! operands.
//!
//! Reference: the GNU C library, `getopt_long(3)`, whose messages these are.

use std::ffi::OsString;
use std::io;

use lexopt::Parser;
use lexopt::prelude::*;

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
    pub(crate) operands: Vec<String>,
}

/// The long options, each of which can be shortened as long as it is the only one that begins so.
const LONG: [&str; 4] = ["context", "mode", "help", "version"];

/// How the command line is read.
pub(crate) struct Reading<W> {
    /// Whether the first operand ends the options: the variable `POSIXLY_CORRECT` is set.
    pub(crate) posixly_correct: bool,
    /// Takes each warning.
    pub(crate) warn: W,
}

impl<W: FnMut(&str)> Reading<W> {
    /// Reads the command line after the name of the program.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(
        mut self,
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Request, String> {
        let mut options = Options::default();
        let mut parser = Parser::from_args(arguments);
        parser.set_short_equals(false);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Short('m') => {
                    let missing = |_| "option requires an argument -- 'm'".to_owned();
                    options.mode = Some(text(parser.value().map_err(missing)?)?);
                }
                // A security context by default. It has no effect without such contexts.
                Short('Z') => {}
                Short(letter) => return Err(format!("invalid option -- '{letter}'")),
                Long(name) => {
                    let name = name.to_owned();
                    if let Some(request) = self.long(&name, &mut parser, &mut options)? {
                        return Ok(request);
                    }
                }
                Value(operand) => {
                    options.operands.push(text(operand)?);
                    if self.posixly_correct {
                        let rest = parser.raw_args().map_err(|error| error.to_string())?;
                        for operand in rest {
                            options.operands.push(text(operand)?);
                        }
                    }
                }
            }
        }
        Ok(Request::Run(options))
    }

    /// Reads a long option. `--help` and `--version` are requests.
    fn long(
        &mut self,
        name: &str,
        parser: &mut Parser,
        options: &mut Options,
    ) -> Result<Option<Request>, String> {
        let value = parser.optional_value().map(text).transpose()?;
        let request = match whole_name(name, value.as_deref())? {
            "context" => {
                if value.is_some() {
                    (self.warn)(CONTEXT_IGNORED);
                }
                return Ok(None);
            }
            "mode" => {
                options.mode = Some(match value {
                    Some(mode) => mode,
                    None => {
                        let missing = |_| "option '--mode' requires an argument".to_owned();
                        text(parser.value().map_err(missing)?)?
                    }
                });
                return Ok(None);
            }
            "help" => Request::Help,
            _ => Request::Version,
        };
        match value {
            None => Ok(Some(request)),
            Some(_) => {
                let name = whole_name(name, None)?;
                Err(format!("option '--{name}' doesn't allow an argument"))
            }
        }
    }
}

/// Returns the whole name of a long option.
fn whole_name(name: &str, value: Option<&str>) -> Result<&'static str, String> {
    let candidates: Vec<_> = LONG
        .into_iter()
        .filter(|long| long.starts_with(name))
        .collect();
    let written = || match value {
        Some(value) => format!("--{name}={value}"),
        None => format!("--{name}"),
    };
    match candidates[..] {
        [] => Err(format!("unrecognized option '{}'", written())),
        [whole] => Ok(whole),
        _ => {
            let candidates: String = candidates
                .iter()
                .map(|long| format!(" '--{long}'"))
                .collect();
            Err(format!(
                "option '{}' is ambiguous; possibilities:{candidates}",
                written()
            ))
        }
    }
}

/// Arguments of guests are UTF-8.
fn text(argument: OsString) -> Result<String, String> {
    argument
        .into_string()
        .map_err(|argument| format!("argument is not UTF-8: {argument:?}"))
}

impl Options {
    /// Returns the mode to make nodes with, 0666 where none was asked for.
    ///
    /// One that was asked for is exact, so this switches the umask off for the rest of the run.
    ///
    /// # Errors
    ///
    /// What is wrong with the mode.
    pub(crate) fn mode(&self) -> Result<u32, &'static str> {
        let Some(text) = &self.mode else {
            return Ok(0o666);
        };
        let change = ModeChange::parse(text).ok_or("invalid mode")?;
        match change.apply(0o666, wasi_mknod::umask(0)) {
            mode @ ..=0o777 => Ok(mode),
            _ => Err("mode must specify only file permission bits"),
        }
    }
}

impl Options {
    /// Gives the new node `name` exactly the mode `mode` if one was asked for, as GNU's programs do.
    ///
    /// A default ACL of the directory takes bits away where the umask does not. Only then the host
    /// has to grant changes of modes.
    ///
    /// # Errors
    ///
    /// Those of [`wasi_mknod::lset_mode`].
    pub(crate) fn settle_mode(&self, name: &str, mode: u32) -> io::Result<()> {
        if self.mode.is_none() {
            return Ok(());
        }
        match wasi_mknod::symlink_metadata(name) {
            Ok(found) if found.permissions().as_raw_mode() == mode => Ok(()),
            _ => wasi_mknod::lset_mode(name, mode),
        }
    }
}

/// What is said about `--context=CTX`.
const CONTEXT_IGNORED: &str =
    "warning: ignoring --context; it requires an SELinux/SMACK-enabled kernel";

#[cfg(test)]
mod tests {
    use super::{Options, Reading, Request};

    fn parse(arguments: &[&str]) -> (Result<Request, String>, usize) {
        let mut warnings = 0;
        let reading = Reading {
            posixly_correct: false,
            warn: |_: &str| warnings += 1,
        };
        let request = reading.parse(arguments.iter().map(Into::into));
        (request, warnings)
    }

    fn run(mode: Option<&str>, operands: &[&str]) -> Result<Request, String> {
        let operands = operands.iter().map(ToString::to_string).collect();
        Ok(Request::Run(Options {
            mode: mode.map(str::to_owned),
            operands,
        }))
    }

    #[test]
    fn options_are_read_as_getopt_reads_them() {
        for (arguments, expected, warnings) in [
            (&[][..], run(None, &[]), 0),
            (&["a", "b"], run(None, &["a", "b"]), 0),
            (&["-m", "600", "a"], run(Some("600"), &["a"]), 0),
            (&["-m600", "a"], run(Some("600"), &["a"]), 0),
            (&["-m=rw", "a"], run(Some("=rw"), &["a"]), 0),
            (
                &["a", "--mode=u=rw", "b"],
                run(Some("u=rw"), &["a", "b"]),
                0,
            ),
            (&["--mode", "600", "-m", "644"], run(Some("644"), &[]), 0),
            (&["--m", "--"], run(Some("--"), &[]), 0),
            (&["-Zm600", "a"], run(Some("600"), &["a"]), 0),
            (&["--context", "a"], run(None, &["a"]), 0),
            (&["--con=x", "a", "--context="], run(None, &["a"]), 2),
            (&["--", "-m", "--help"], run(None, &["-m", "--help"]), 0),
            (&["-"], run(None, &["-"]), 0),
            (&["a", "--he", "-q"], Ok(Request::Help), 0),
            (&["--version"], Ok(Request::Version), 0),
        ] {
            assert_eq!(parse(arguments), (expected, warnings), "{arguments:?}");
        }
    }

    #[test]
    fn mistakes_are_named_as_getopt_names_them() {
        let all = "'--context' '--mode' '--help' '--version'";
        for (argument, expected) in [
            ("-q", "invalid option -- 'q'"),
            ("-Z=x", "invalid option -- '='"),
            ("-m", "option requires an argument -- 'm'"),
            ("--mo", "option '--mode' requires an argument"),
            ("--unknown=x", "unrecognized option '--unknown=x'"),
            ("---help", "unrecognized option '---help'"),
            ("--ver=1", "option '--version' doesn't allow an argument"),
            (
                "--=x",
                &format!("option '--=x' is ambiguous; possibilities: {all}"),
            ),
        ] {
            let expected = Err(expected.to_owned());
            assert_eq!(parse(&[argument]), (expected, 0), "{argument}");
        }
    }

    #[test]
    fn an_operand_can_end_the_options() {
        let reading = Reading {
            posixly_correct: true,
            warn: |_: &str| (),
        };
        let arguments = ["-m600", "a", "-q", "--"];
        let request = reading.parse(arguments.iter().map(Into::into));
        assert_eq!(request, run(Some("600"), &["a", "-q", "--"]));
    }

    #[test]
    fn modes_are_file_permissions() {
        for (mode, expected) in [
            (None, Ok(0o666)),
            (Some("600"), Ok(0o600)),
            (Some("a+x"), Ok(0o777)),
            (
                Some("1600"),
                Err("mode must specify only file permission bits"),
            ),
            (
                Some("+t"),
                Err("mode must specify only file permission bits"),
            ),
            (
                Some("u+s"),
                Err("mode must specify only file permission bits"),
            ),
            (Some("no"), Err("invalid mode")),
        ] {
            let options = Options {
                mode: mode.map(str::to_owned),
                ..Options::default()
            };
            assert_eq!(options.mode(), expected, "{mode:?}");
        }
    }
}
