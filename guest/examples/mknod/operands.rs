//! The operands of `mknod`: `NAME TYPE [MAJOR MINOR]`.

use crate::quoting::quote;
use wasi_mknod::{Device, NodeType};

/// What is wrong with the operands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// The form of the command line is wrong.
    Usage(String),
    /// A number is wrong.
    Number(String),
}

/// Reads `NAME TYPE [MAJOR MINOR]`. Of TYPE only the first letter counts.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn read_operands(operands: &[String]) -> Result<(&str, NodeType), Mistake> {
    let is_fifo = operands
        .get(1)
        .is_some_and(|node_type| node_type.starts_with('p'));
    let expected = if is_fifo || operands.len() < 2 { 2 } else { 4 };
    if let Some(extra) = operands.get(expected) {
        let hint = if is_fifo && operands.len() == 4 {
            "\nFifos do not have major and minor device numbers."
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
                "\nSpecial files require major and minor device numbers."
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
    use super::{Mistake, number, read_operands};
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
                "missing operand after 'c'\nSpecial files require major and minor device numbers.",
            ),
            (
                &["x", "q"],
                "missing operand after 'q'\nSpecial files require major and minor device numbers.",
            ),
            (&["x", "c", "1"], "missing operand after '1'"),
            (&["x", "p", "1"], "extra operand '1'"),
            (
                &["x", "p", "1", "3"],
                "extra operand '1'\nFifos do not have major and minor device numbers.",
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
}
