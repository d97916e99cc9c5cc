//! Rules as in cgroup v1's `devices.allow`.

use super::{Parsed, Reason};
use crate::Device;
use crate::policy::device_rule::{DeviceKind, DeviceRule, Numbers};

/// Parses `{a|b|c} MAJOR:MINOR [ACCESS]`, or `a [ACCESS]`.
pub(super) fn parse(rule: &str, allow: bool) -> Result<Parsed, Reason> {
    let mut words = rule.split_whitespace();
    let first = words.next().unwrap_or_default();
    let kind = kind(first)?;
    let mut next = words.next();
    let (major, minor) = match (kind, next) {
        (None, None) => (Numbers::All, Numbers::All),
        // The kernel reads no numbers behind `a`.
        (None, Some(word)) if !word.contains(':') => (Numbers::All, Numbers::All),
        (_, None) => {
            return Err(format!(
                "MAJOR:MINOR is missing; write it like `{first} 1:3`, or `{first} *:*` for all"
            ));
        }
        (_, Some(word)) => {
            next = words.next();
            both_numbers(word)?
        }
    };
    if let Some(word) = words.next() {
        return Err(format!(
            "`{word}` is one word too many; a rule is TYPE MAJOR:MINOR ACCESS, such as `c 1:3 m`"
        ));
    }
    Ok(Parsed {
        rule: DeviceRule::new(allow, kind, major, minor),
        access: next.map(str::to_owned),
    })
}

/// Parses the letter of a kind; `None` stands for both.
pub(super) fn kind(word: &str) -> Result<Option<DeviceKind>, Reason> {
    match word {
        "a" => Ok(None),
        "b" => Ok(Some(DeviceKind::Block)),
        "c" => Ok(Some(DeviceKind::Character)),
        _ => Err(unknown_kind(word)),
    }
}

fn unknown_kind(word: &str) -> Reason {
    for (prefix, letter) in [("char-", 'c'), ("block-", 'b')] {
        match word.strip_prefix(prefix) {
            Some("*") => return format!("write `{letter} *:*` instead of `{word}`"),
            Some(driver) => {
                return format!(
                    "names of drivers are not looked up; write `{letter} MAJOR:*` with the number \
                     of `{driver}` in /proc/devices"
                );
            }
            None => {}
        }
    }
    format!(
        "`{word}` is no kind of device; write `c` (character), `b` (block), `a` (all), \
         or an absolute path such as `/dev/null`"
    )
}

fn both_numbers(word: &str) -> Result<(Numbers, Numbers), Reason> {
    let (major, minor) = word
        .split_once(':')
        .ok_or_else(|| format!("`{word}` is not of the form MAJOR:MINOR, such as `c 1:3 m`"))?;
    Ok((
        numbers(major, "major", Device::MAX_MAJOR)?,
        numbers(minor, "minor", Device::MAX_MINOR)?,
    ))
}

fn numbers(word: &str, what: &str, max: u32) -> Result<Numbers, Reason> {
    if word == "*" {
        return Ok(Numbers::All);
    }
    let number = |digits: &str| {
        // `u32::from_str` takes a sign, which no device list has.
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!(
                "the {what} number `{digits}` is neither a decimal number, nor a range such as \
                 `10-20`, nor `*`"
            ));
        }
        let number = digits.parse::<u32>().ok();
        number
            .filter(|number| *number <= max)
            .ok_or_else(|| too_large(what, digits, max))
    };
    let (first, last) = match word.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => {
            let number = number(word)?;
            (number, number)
        }
    };
    if first > last {
        return Err(format!(
            "the range `{word}` ends before it begins; write `{last}-{first}`"
        ));
    }
    Ok(Numbers::Range(first..=last))
}

/// The reason for a number that the kernel cannot hold.
pub(super) fn too_large(what: &str, digits: &str, max: u32) -> Reason {
    format!("the {what} number {digits} is too large; Linux has none above {max}")
}
