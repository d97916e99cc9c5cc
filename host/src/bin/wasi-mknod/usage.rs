//! Errors of the command line, on one line each.

use clap::Error;
use clap::error::{ContextKind, ErrorKind};
use std::error::Error as _;

/// Returns the message for an error of the command line.
///
/// clap's own text takes several lines and repeats the usage.
pub(crate) fn message(error: &Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let text = match error.kind() {
        // The errors of -W and its like, which wasmtime words.
        _ if argument.is_empty() && error.kind() == ErrorKind::InvalidValue => worded(error),
        ErrorKind::ValueValidation => {
            let reason = error.source().map(ToString::to_string).unwrap_or_default();
            format!("invalid value '{value}' for '{argument}': {reason}")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("'{argument}' needs a value"),
        ErrorKind::InvalidValue => format!(
            "invalid value '{value}' for '{argument}'; it is one of {}",
            context(ContextKind::ValidValue)
        ),
        ErrorKind::UnknownArgument => format!("unknown argument '{argument}'; see --help"),
        ErrorKind::InvalidSubcommand => format!(
            "unknown command '{}'; the command is `run`",
            context(ContextKind::InvalidSubcommand)
        ),
        ErrorKind::MissingRequiredArgument => format!("{argument} is missing; see --help"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "a command is missing, such as `wasi-mknod run COMPONENT`; see --help".to_owned()
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other == argument || other.is_empty() => {
                format!("'{argument}' can be given only once")
            }
            other => format!("'{argument}' cannot be used with '{other}'"),
        },
        kind => kind
            .as_str()
            .unwrap_or("the command line is not valid")
            .to_owned(),
    };
    // A value may have line breaks.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of an error that has no parts, without what clap puts around it.
fn worded(error: &Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    text.split("\n\n").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::message;
    use crate::args::Args;
    use clap::Parser as _;

    #[test]
    fn errors_take_one_line_and_name_the_culprit() {
        let table: &[(&[&str], &str)] = &[
            (&[], "wasi-mknod run COMPONENT"),
            (&["run"], "<COMPONENT>"),
            (&["walk"], "'walk'"),
            (
                &["run", "--device", "c 1", "x.wasm"],
                "bad device rule `c 1`",
            ),
            (
                &["run", "--device", "c\n1", "x.wasm"],
                "bad device rule `c 1`",
            ),
            (&["run", "--allow", "fifo,disk", "x.wasm"], "`disk`"),
            (
                &["run", "--open-device", "c 1:3 m", "x.wasm"],
                "of `r` and `w`",
            ),
            (&["run", "--umask", "9", "x.wasm"], "octal number"),
            (&["run", "--umask", "9", "x.wasm"], "--umask"),
            (
                &["run", "--umask", "022", "--umask", "022", "x"],
                "only once",
            ),
            (&["run", "--dir", "::/", "x.wasm"], "HOST::GUEST"),
            (&["run", "--dir"], "needs a value"),
            (&["run", "--env", "=A", "x.wasm"], "NAME=VALUE"),
            (&["run", "--max-nodes", "-1", "x.wasm"], "-1"),
            (&["run", "--max-memory", "1X", "x.wasm"], "such as `512M`"),
            (&["run", "--timeout", "soon", "x.wasm"], "such as `90s`"),
            (&["run", "--fuel", "x", "x.wasm"], "--fuel"),
            (
                &["run", "--cache", "d", "--no-cache", "x"],
                "cannot be used with",
            ),
            (&["run", "--zzz", "x.wasm"], "'--zzz'"),
            (&["run", "-S", "far-away", "x.wasm"], "far-away"),
            (&["run", "-W", "fuel=x", "x.wasm"], "fuel"),
        ];
        for (arguments, part) in table {
            let arguments = std::iter::once(&"wasi-mknod").chain(*arguments);
            let line = message(&Args::try_parse_from(arguments).unwrap_err());
            assert!(line.contains(part), "no {part:?} in {line}");
            assert!(!line.contains('\n') && !line.contains("Usage"), "{line}");
        }
    }
}
