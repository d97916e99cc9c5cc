//! Messages in the form that the GNU programs have: one line, with the name of the program in
//! front.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Returns the name by which the program was invoked, or `name` if there is none.
pub(crate) fn invoked_as(name: &str) -> String {
    let invoked = std::env::args_os().next().unwrap_or_default();
    match invoked.to_string_lossy() {
        invoked if invoked.is_empty() => name.to_owned(),
        invoked => invoked.into_owned(),
    }
}

/// Says on standard error what is wrong.
pub(crate) fn complain(program: &str, message: impl Display) {
    // There is nowhere to tell that standard error is closed.
    let _ = writeln!(io::stderr(), "{program}: {message}");
}

/// Says what is wrong, and returns the status of a failure.
pub(crate) fn failure(program: &str, message: impl Display) -> ExitCode {
    complain(program, message);
    ExitCode::FAILURE
}

/// Says what is wrong with the command line, and where to read how it should be.
pub(crate) fn usage_error(program: &str, message: impl Display) -> ExitCode {
    failure(
        program,
        format_args!("{message}\nTry '{program} --help' for more information."),
    )
}

/// Prints what was asked for.
pub(crate) fn print(program: &str, text: impl Display) -> ExitCode {
    match writeln!(io::stdout(), "{text}").and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(program, format_args!("write error: {}", describe(&error))),
    }
}

/// Returns the words of the GNU C library for an error, without the number that Rust adds.
pub(crate) fn describe(error: &io::Error) -> String {
    let text = error.to_string();
    let Some(number) = error.raw_os_error() else {
        return text;
    };
    match gnu_words(number) {
        Some(words) => words.to_owned(),
        None => match text.strip_suffix(&format!(" (os error {number})")) {
            Some(words) => words.to_owned(),
            None => text,
        },
    }
}

/// Returns the words for an error that the C library of guests calls by others.
fn gnu_words(number: i32) -> Option<&'static str> {
    Some(match number {
        libc::EBUSY => "Device or resource busy",
        libc::EDQUOT => "Disk quota exceeded",
        libc::EILSEQ => "Invalid or incomplete multibyte or wide character",
        libc::EIO => "Input/output error",
        libc::ELOOP => "Too many levels of symbolic links",
        libc::ENAMETOOLONG => "File name too long",
        libc::ENOMEM => "Cannot allocate memory",
        libc::ENOTSUP => "Operation not supported",
        libc::EOVERFLOW => "Value too large for defined data type",
        libc::EXDEV => "Invalid cross-device link",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::describe;
    #[cfg(target_env = "gnu")]
    use super::gnu_words;
    use std::io;

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

    /// The tests run natively, where the C library may be that of GNU.
    #[cfg(target_env = "gnu")]
    #[test]
    fn the_words_are_those_of_the_gnu_c_library() {
        let own = (0..200).filter_map(|number| Some((number, gnu_words(number)?)));
        for (number, words) in own {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(format!("{words} (os error {number})"), error.to_string());
        }
    }
}
