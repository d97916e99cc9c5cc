//! Messages in the form that the GNU programs have: one line, with the name of the program in front.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Says on standard error what is wrong.
pub(crate) fn complain(program: &str, message: impl Display) {
    // There is nowhere to tell that standard error is closed.
    let _ = writeln!(io::stderr(), "{program}: {message}");
}

/// Says what is wrong with the command line, and where to read how it should be.
pub(crate) fn usage_error(program: &str, message: impl Display) -> ExitCode {
    complain(
        program,
        format_args!("{message}\nTry '{program} --help' for more information."),
    );
    ExitCode::FAILURE
}

/// Prints what was asked for.
pub(crate) fn print(program: &str, text: impl Display) -> ExitCode {
    match writeln!(io::stdout(), "{text}").and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(program, format_args!("write error: {}", describe(&error)));
            ExitCode::FAILURE
        }
    }
}

/// Returns the C library's words for an error, without the number that Rust adds.
pub(crate) fn describe(error: &io::Error) -> String {
    let text = error.to_string();
    match error
        .raw_os_error()
        .and_then(|number| text.strip_suffix(&format!(" (os error {number})")))
    {
        Some(words) => words.to_owned(),
        None => text,
    }
}

/// Quotes a word for a message, so that it can be copied into a shell.
pub(crate) fn quote(word: &str) -> String {
    if word.contains(char::is_control) {
        format!("$'{}'", word.escape_default())
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{describe, quote};
    use std::io;

    #[test]
    fn words_are_quoted_for_the_shell() {
        for (word, quoted) in [
            ("pipe", "'pipe'"),
            ("grüße", "'grüße'"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", r"'it'\''s'"),
            ("a\nb'c", r"$'a\nb\'c'"),
        ] {
            assert_eq!(quote(word), quoted);
        }
    }

    #[test]
    fn errors_are_told_in_words() {
        assert_eq!(
            describe(&io::Error::other("of our own (os error 1)")),
            "of our own (os error 1)"
        );
        let error = io::Error::from_raw_os_error(1);
        assert_eq!(
            format!("{} (os error 1)", describe(&error)),
            error.to_string()
        );
    }
}
