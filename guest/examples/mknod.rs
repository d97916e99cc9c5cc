//! `mknod [-m MODE] NAME TYPE [MAJOR MINOR]`: makes a FIFO or a device node, with the options, messages and exit
//! statuses of the GNU program.

mod common;

use std::process::ExitCode;

use common::diagnostics::{complain, describe, print, quote, usage_error};
use common::options::{CONTEXT_IGNORED, Options, Request, parse};
use wasi_mknod::{Device, Mode, NodeOptions, NodeType};

const PROGRAM: &str = "mknod";

const HELP: &str = "\
Usage: mknod [OPTION]... NAME TYPE [MAJOR MINOR]
Make the special file NAME of the given TYPE.

  -m, --mode=MODE       the permissions of the file, as for chmod, instead of
                          a=rw less the umask
  -Z, --context[=CTX]   accepted and ignored: WASI has no security contexts
      --help            show this help and exit
      --version         show the version and exit

TYPE is one of
  b      block device
  c, u   character device
  p      FIFO

A device needs MAJOR and MINOR, a FIFO has none. Both are decimal, octal with
a leading 0, or hexadecimal with a leading 0x. The host must grant a device to
the guest, or it answers 'Operation not permitted'. MODE is an octal number or
symbolic, such as u=rw,g=r. Exit status is 0 if the file was made, and 1 if not.";

fn main() -> ExitCode {
    match parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => print(PROGRAM, HELP),
        Ok(Request::Version) => print(
            PROGRAM,
            concat!("mknod (wasi-mknod) ", env!("CARGO_PKG_VERSION")),
        ),
        Ok(Request::Run(options)) => run(&options),
        Err(error) => usage_error(PROGRAM, error),
    }
}

fn run(options: &Options) -> ExitCode {
    if options.context {
        complain(PROGRAM, CONTEXT_IGNORED);
    }
    let mode = match options.mode() {
        Ok(mode) => Mode::from_raw_mode(mode),
        Err(message) => return failure(message),
    };
    let (name, node_type) = match read_operands(&options.operands) {
        Ok(node) => node,
        Err(Mistake::Usage(message)) => return usage_error(PROGRAM, message),
        Err(Mistake::Number(message)) => return failure(message),
    };
    match NodeOptions::new(node_type).mode(mode).create(name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(format!("{}: {}", quote_if_needed(name), describe(&error))),
    }
}

fn failure(message: String) -> ExitCode {
    complain(PROGRAM, message);
    ExitCode::FAILURE
}

#[derive(Debug, PartialEq, Eq)]
enum Mistake {
    /// The form of the command line is wrong.
    Usage(String),
    /// A number is wrong.
    Number(String),
}

/// Reads `NAME TYPE [MAJOR MINOR]`. Of TYPE only the first letter counts.
fn read_operands(operands: &[String]) -> Result<(&str, NodeType), Mistake> {
    let is_fifo = operands
        .get(1)
        .is_some_and(|node_type| node_type.starts_with('p'));
    let expected = if is_fifo || operands.len() < 2 { 2 } else { 4 };
    if let Some(extra) = operands.get(expected) {
        let hint = if is_fifo && operands.len() == 4 {
            "\nA FIFO has no major and minor device numbers."
        } else {
            ""
        };
        return Err(Mistake::Usage(format!(
            "extra operand {}{hint}",
            quote(extra)
        )));
    }
    match operands {
        [name, node_type] if node_type.starts_with('p') => Ok((name, NodeType::Fifo)),
        [name, node_type, major, minor] => {
            let make = match node_type.chars().next() {
                Some('b') => NodeType::BlockDevice,
                Some('c' | 'u') => NodeType::CharacterDevice,
                _ => {
                    return Err(Mistake::Usage(format!(
                        "invalid device type {}",
                        quote(node_type)
                    )));
                }
            };
            Ok((
                name,
                make(Device::new(
                    number("major", major)?,
                    number("minor", minor)?,
                )),
            ))
        }
        [] => Err(Mistake::Usage("missing operand".to_owned())),
        [.., last] => {
            let hint = if operands.len() == 2 {
                "\nA device needs major and minor device numbers."
            } else {
                ""
            };
            Err(Mistake::Usage(format!(
                "missing operand after {}{hint}",
                quote(last)
            )))
        }
    }
}

/// Quotes a word only where a shell would need it.
fn quote_if_needed(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        quote(word)
    }
}

/// Reads a number as C's `strtoul` with base 0 does.
fn number(which: &str, text: &str) -> Result<u32, Mistake> {
    let invalid = || Mistake::Number(format!("invalid {which} device number {}", quote(text)));
    let digits = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let (digits, radix) = match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(digits) => (digits, 16),
        None if digits.starts_with('0') => (digits, 8),
        None => (digits, 10),
    };
    // `from_str_radix` would take a second sign.
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return Err(invalid());
    }
    u32::from_str_radix(digits, radix).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::{Mistake, number, quote_if_needed, read_operands};
    use wasi_mknod::{Device, NodeType};

    #[test]
    fn operands_say_what_to_make() {
        let device = Device::new(8, 1);
        for (operands, expected) in [
            (&["x", "p"][..], NodeType::Fifo),
            (&["x", "pipe"], NodeType::Fifo),
            (&["x", "c", "8", "1"], NodeType::CharacterDevice(device)),
            (&["x", "u", "010", "0x1"], NodeType::CharacterDevice(device)),
            (&["x", "b", "8", "1"], NodeType::BlockDevice(device)),
        ] {
            let operands: Vec<_> = operands.iter().map(ToString::to_string).collect();
            assert_eq!(
                read_operands(&operands),
                Ok(("x", expected)),
                "{operands:?}"
            );
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (operands, expected) in [
            (&[][..], "missing operand"),
            (&["x"], "missing operand after 'x'"),
            (
                &["x", "c"],
                "missing operand after 'c'\nA device needs major and minor device numbers.",
            ),
            (
                &["x", "q"],
                "missing operand after 'q'\nA device needs major and minor device numbers.",
            ),
            (&["x", "c", "1"], "missing operand after '1'"),
            (&["x", "p", "1"], "extra operand '1'"),
            (
                &["x", "p", "1", "3"],
                "extra operand '1'\nA FIFO has no major and minor device numbers.",
            ),
            (&["x", "c", "1", "3", "5"], "extra operand '5'"),
            (&["x", "q", "1", "3"], "invalid device type 'q'"),
            (&["x", "", "1", "3"], "invalid device type ''"),
        ] {
            let operands: Vec<_> = operands.iter().map(ToString::to_string).collect();
            assert_eq!(
                read_operands(&operands),
                Err(Mistake::Usage(expected.to_owned()))
            );
        }
        let operands = ["x", "c", "1", "q"].map(str::to_owned);
        assert_eq!(
            read_operands(&operands),
            Err(Mistake::Number(
                "invalid minor device number 'q'".to_owned()
            ))
        );
    }

    #[test]
    fn numbers_are_those_of_c() {
        for (text, expected) in [
            ("0", Some(0)),
            ("10", Some(10)),
            ("010", Some(8)),
            ("0x10", Some(16)),
            ("0Xff", Some(255)),
            (" +7", Some(7)),
            ("4294967295", Some(u32::MAX)),
            ("4294967296", None),
            ("", None),
            ("-1", None),
            ("++1", None),
            ("0x", None),
            ("0x+1", None),
            ("08", None),
            ("1k", None),
            ("1 ", None),
            ("q", None),
        ] {
            assert_eq!(number("major", text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn names_are_quoted_where_a_shell_needs_it() {
        for (word, expected) in [
            ("/dev/tty-0", "/dev/tty-0"),
            ("grüße", "grüße"),
            ("", "''"),
            ("a b", "'a b'"),
        ] {
            assert_eq!(quote_if_needed(word), expected);
        }
    }
}
