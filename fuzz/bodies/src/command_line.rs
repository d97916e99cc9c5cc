//! The values of the runner's options: a second reading of each.

use crate::grants::{Grants, Scoped};
use crate::values::{Dir, parse_duration, parse_size, parse_umask, parse_variable};
use wasi_mknod_wasmtime::{DeviceRule, NodeTypes};
use wasmtime_wasi::FsPerms;

/// Takes each line of `input` for a value of every option.
///
/// # Panics
///
/// If a parser and its model differ, or an error says nothing.
pub fn check(input: &[u8]) {
    let input = String::from_utf8_lossy(input);
    for line in input.split('\n').take(8) {
        numbers(line);
        names(line);
        grants(line);
    }
}

fn numbers(line: &str) {
    let sizes = [("", 1), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)];
    assert_eq!(parse_size(line).ok(), with_unit(line, &sizes), "{line:?}");
    let times = [
        ("", 1000),
        ("ms", 1),
        ("s", 1000),
        ("m", 60_000),
        ("h", 3_600_000),
    ];
    let milliseconds = parse_duration(line).map(|time| time.as_millis());
    let expected = with_unit(line, &times).filter(|time| *time > 0);
    assert_eq!(milliseconds.ok(), expected.map(u128::from), "{line:?}");
    let octal = number(line, 8).filter(|bits| *bits <= 0o777);
    let umask = parse_umask(line).map(|mode| u128::from(mode.bits()));
    assert_eq!(umask.ok(), octal, "{line:?}");
}

/// A number of ASCII digits, or the largest of all where it is larger.
fn number(digits: &str, base: u32) -> Option<u128> {
    let mut number = 0_u128;
    for digit in digits.chars() {
        let digit = digit.to_digit(base)?;
        number = number
            .saturating_mul(base.into())
            .saturating_add(digit.into());
    }
    (!digits.is_empty()).then_some(number)
}

fn with_unit(text: &str, units: &[(&str, u128)]) -> Option<u64> {
    // Of the units that end the text, one leaves nothing but digits.
    let mut numbers = units.iter().filter_map(|(unit, factor)| {
        Some(number(text.strip_suffix(unit)?, 10)?.saturating_mul(*factor))
    });
    numbers.next().and_then(|number| u64::try_from(number).ok())
}

fn names(line: &str) {
    match parse_variable(line) {
        Ok((name, value)) => {
            assert!(!name.is_empty() && !name.contains('='), "{line:?}");
            let value = value.map(|value| format!("={value}")).unwrap_or_default();
            assert_eq!(format!("{name}{value}"), line);
        }
        Err(_) => assert!(line.starts_with('=') || line.is_empty(), "{line:?}"),
    }
    match line.parse::<Dir>() {
        Ok(Dir { host, guest, perms }) => {
            let host = host.to_str().expect("the line is UTF-8");
            assert!(!host.is_empty() && !guest.is_empty(), "{line:?}");
            let end = if perms == FsPerms::ReadOnly {
                ":ro"
            } else {
                ""
            };
            let whole = format!("{host}::{guest}{end}");
            assert!(line == whole || line == format!("{host}{end}") && guest == host);
        }
        Err(error) => {
            let names = line.strip_suffix(":ro").unwrap_or(line);
            let lacks = names.is_empty() || names.starts_with("::");
            assert!(
                lacks || names.find("::") == Some(names.len() - 2),
                "{error}"
            );
        }
    }
}

fn grants(line: &str) {
    let (guest, value) = match line.rfind("::") {
        Some(at) => (Some(&line[..at]), &line[at + 2..]),
        None => (None, line),
    };
    let rule = line.parse::<Scoped<DeviceRule>>();
    assert_eq!(
        rule.is_ok(),
        value.parse::<DeviceRule>().is_ok(),
        "{line:?}"
    );
    if let Ok(rule) = rule {
        assert_eq!(rule.guest.as_deref(), guest, "{line:?}");
        assert_eq!(Ok(rule.value), value.parse(), "{line:?}");
    }
    let mut expected = Some((NodeTypes::empty(), false));
    for word in value.split(',') {
        expected = expected.and_then(|(node_types, set_id)| {
            Some(match word {
                "fifo" => (node_types | NodeTypes::FIFO, set_id),
                "socket" => (node_types | NodeTypes::SOCKET, set_id),
                "regular-file" => (node_types | NodeTypes::REGULAR_FILE, set_id),
                "directory" => (node_types | NodeTypes::DIRECTORY, set_id),
                "set-id" => (node_types, true),
                "mode" | "owner" | "absolute-link" => (node_types, set_id),
                "none" if value == "none" => (node_types, set_id),
                _ => return None,
            })
        });
    }
    match line.parse::<Scoped<Grants>>() {
        Ok(Scoped {
            guest: found,
            value,
        }) => {
            assert_eq!(found.as_deref(), guest, "{line:?}");
            assert_eq!(Some((value.node_types, value.set_id)), expected, "{line:?}");
        }
        Err(error) => {
            assert_eq!(expected, None, "{line:?}: {error}");
            assert!(
                error.to_string().contains("is none of"),
                "{line:?}: {error}"
            );
        }
    }
}
