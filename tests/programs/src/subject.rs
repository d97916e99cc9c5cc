//! The subject of the scenarios in which special files are used: a program that makes the calls it
//! is told.
//!
//! It is one source for a native process and for guests. Each line on standard input is one call.
//! The answer is two lines on standard output: [`BEGUN`] before the call, and its outcome after
//! it. A call that waits is thereby told from one that was not read yet.
//!
//! A program of WASI 0.3 makes the calls by the interfaces of 0.3, the others make them by their C
//! library.

mod p3;
mod sys;

pub use p3::converse as converse_p3;
pub use sys::prepare;

use std::io::{self, BufRead as _, Write as _};

/// The line that is written when a call begins.
pub const BEGUN: &str = "begun";

/// The outcome of a call that the program does not know, or that has no counterpart in its
/// interfaces.
pub const UNKNOWN: &str = "unknown";

/// What is read or written at once at most.
const BUFFER: usize = 1 << 20;

/// The longest text that an outcome shows. Of more it tells the length.
const SHOWN: usize = 32;

/// Reads calls from standard input and makes them by the C library, up to the end of the input.
///
/// # Errors
///
/// Standard input or standard output fails.
pub fn converse() -> io::Result<()> {
    let mut files = sys::Files::default();
    for line in io::stdin().lock().lines() {
        let line = line?;
        say(BEGUN)?;
        say(&files.perform(&words(&line)))?;
    }
    Ok(())
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn say(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// The number in a word of a command.
fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().expect("the scenarios have numbers here")
}

/// Describes what was read.
fn describe(bytes: &[u8]) -> String {
    let length = bytes.len();
    match bytes {
        [] => "0".to_owned(),
        [first, rest @ ..] if length > SHOWN && rest.iter().all(|byte| byte == first) => {
            format!("{length} times {}", first.escape_ascii())
        }
        _ if length > SHOWN => format!("{length} mixed"),
        _ => format!("{length} {}", bytes.escape_ascii()),
    }
}
