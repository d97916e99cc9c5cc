//! Rules for device nodes, in the syntax of the device lists of containers.

use crate::Device;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Which of the two kinds of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeviceKind {
    Character,
    Block,
}

/// A rule that grants or denies device nodes, such as `c 1:3 m`.
///
/// It reads like an entry of cgroup v1's `devices.allow`, which OCI runtimes use, too:
///
/// ```text
/// [!] {a|b|c} MAJOR:MINOR [ACCESS]
/// ```
///
/// * `!` in front makes it a rule that denies;
/// * `c` means character devices, `b` block devices, `a` both;
/// * `MAJOR` and `MINOR` are decimal numbers, ranges such as `10-20` that include both ends, or `*`;
/// * `ACCESS` has one or more of the letters `r`, `w` and `m` and must have the `m`, for this rule is about making
///   nodes. It may be left out.
///
/// Character device 0:0 is special: overlay file systems take it for a deleted file, and Linux lets everybody make it.
/// So only the exact rule `c 0:0` grants it. Rules that deny hold for it like for every other device.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::DeviceRule;
///
/// let null: DeviceRule = "c 1:3 m".parse()?;
/// let no_disks: DeviceRule = "! b *:*".parse()?;
/// let error = "c 1".parse::<DeviceRule>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "bad device rule `c 1`: `1` is not of the form MAJOR:MINOR, such as `c 1:3 m`",
/// );
/// # Ok::<(), wasi_mknod_wasmtime::ParseDeviceRuleError>(())
/// ```
///
/// # References
///
/// - [Linux, device whitelist controller](https://docs.kernel.org/admin-guide/cgroup-v1/devices.html)
/// - [OCI runtime specification, allowed device list](https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#allowed-device-list)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRule {
    allow: bool,
    /// `None` for both kinds.
    kind: Option<DeviceKind>,
    major: Numbers,
    minor: Numbers,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Numbers {
    All,
    Range(RangeInclusive<u32>),
}

impl Numbers {
    fn contains(&self, number: u32) -> bool {
        match self {
            Self::All => true,
            Self::Range(range) => range.contains(&number),
        }
    }

    fn is_exactly(&self, number: u32) -> bool {
        matches!(self, Self::Range(range) if *range.start() == number && *range.end() == number)
    }
}

impl DeviceRule {
    /// Returns whether this rule grants what it matches.
    pub fn allows(&self) -> bool {
        self.allow
    }

    pub(super) fn matches(&self, kind: DeviceKind, device: Device) -> bool {
        let whiteout = kind == DeviceKind::Character && (device.major(), device.minor()) == (0, 0);
        if whiteout && self.allow {
            return self.kind == Some(DeviceKind::Character)
                && self.major.is_exactly(0)
                && self.minor.is_exactly(0);
        }
        self.kind.is_none_or(|of_rule| of_rule == kind)
            && self.major.contains(device.major())
            && self.minor.contains(device.minor())
    }
}

impl FromStr for DeviceRule {
    type Err = ParseDeviceRuleError;

    fn from_str(rule: &str) -> Result<Self, Self::Err> {
        parse(rule).map_err(|reason| ParseDeviceRuleError {
            rule: rule.to_owned(),
            reason,
        })
    }
}

fn parse(rule: &str) -> Result<DeviceRule, Reason> {
    let (rule, access) = parse_with_access(rule)?;
    if let Some(access) = access {
        check_access(access)?;
    }
    Ok(rule)
}

/// Parses a rule and leaves it to the caller what its access, if it has one, is to be.
pub(super) fn parse_with_access(rule: &str) -> Result<(DeviceRule, Option<&str>), Reason> {
    let rule = rule.trim();
    let (allow, rest) = match rule.strip_prefix('!') {
        Some(rest) => (false, rest),
        None => (true, rule),
    };
    let mut words = rest.split_whitespace();
    let kind = match words.next().ok_or(Reason::Empty)? {
        "a" => None,
        "b" => Some(DeviceKind::Block),
        "c" => Some(DeviceKind::Character),
        word => return Err(Reason::Kind(word.to_owned())),
    };
    let word = words.next().ok_or(Reason::NoNumbers)?;
    let (major, minor) = word
        .split_once(':')
        .ok_or_else(|| Reason::NoColon(word.to_owned()))?;
    let major = numbers(major, "major", Device::MAX_MAJOR)?;
    let minor = numbers(minor, "minor", Device::MAX_MINOR)?;
    let access = words.next();
    if let Some(word) = words.next() {
        return Err(Reason::TooMuch(word.to_owned()));
    }
    let rule = DeviceRule {
        allow,
        kind,
        major,
        minor,
    };
    Ok((rule, access))
}

fn numbers(word: &str, what: &'static str, max: u32) -> Result<Numbers, Reason> {
    if word == "*" {
        return Ok(Numbers::All);
    }
    let number = |digits: &str| {
        // `u32::from_str` takes a sign, which no device list has.
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = plain.then(|| digits.parse::<u32>().ok()).flatten();
        if !plain {
            return Err(Reason::NotANumber(what, digits.to_owned()));
        }
        number
            .filter(|number| *number <= max)
            .ok_or_else(|| Reason::TooLarge(what, digits.to_owned(), max))
    };
    let (first, last) = match word.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => {
            let number = number(word)?;
            (number, number)
        }
    };
    if first > last {
        return Err(Reason::Backwards(word.to_owned()));
    }
    Ok(Numbers::Range(first..=last))
}

fn check_access(access: &str) -> Result<(), Reason> {
    if let Some(letter) = access.chars().find(|letter| !"rwm".contains(*letter)) {
        return Err(Reason::Access(letter));
    }
    if !access.contains('m') {
        return Err(Reason::NoMknod(access.to_owned()));
    }
    Ok(())
}

/// The error of parsing a [`DeviceRule`] or an [`OpenDeviceRule`](super::OpenDeviceRule). Its text names the rule, the part that is wrong and what should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDeviceRuleError {
    pub(super) rule: String,
    pub(super) reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Empty,
    Kind(String),
    NoNumbers,
    NoColon(String),
    NotANumber(&'static str, String),
    TooLarge(&'static str, String, u32),
    Backwards(String),
    Access(char),
    NoMknod(String),
    OpenAccess(char),
    TooMuch(String),
}

impl fmt::Display for ParseDeviceRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad device rule `{}`: ", self.rule)?;
        match &self.reason {
            Reason::Empty => f.write_str("it is empty; write it like `c 1:3 m`"),
            Reason::Kind(word) => write!(
                f,
                "`{word}` is no kind of device; it is `c` (character), `b` (block) or `a` (all)"
            ),
            Reason::NoNumbers => f.write_str("MAJOR:MINOR is missing, such as in `c 1:3 m`"),
            Reason::NoColon(word) => write!(
                f,
                "`{word}` is not of the form MAJOR:MINOR, such as `c 1:3 m`"
            ),
            Reason::NotANumber(what, digits) => write!(
                f,
                "the {what} number `{digits}` is neither a decimal number, nor a range such as `10-20`, nor `*`"
            ),
            Reason::TooLarge(what, digits, max) => write!(
                f,
                "the {what} number {digits} is too large; Linux has none above {max}"
            ),
            Reason::Backwards(range) => write!(f, "the range `{range}` ends before it begins"),
            Reason::Access(letter) => {
                write!(f, "`{letter}` is no access; it is of `r`, `w` and `m`")
            }
            Reason::NoMknod(access) => write!(
                f,
                "the access `{access}` lacks the `m` (mknod), without which the rule is about nothing"
            ),
            Reason::OpenAccess(letter) => write!(
                f,
                "`{letter}` is no access of one who opens a device; it is of `r` and `w`"
            ),
            Reason::TooMuch(word) => write!(f, "`{word}` is one word too many"),
        }
    }
}

impl std::error::Error for ParseDeviceRuleError {}

#[cfg(test)]
mod tests {
    use super::DeviceRule;

    #[test]
    fn good_rules() {
        for rule in [
            "c 1:3 m",
            "c 1:3",
            "b 8:* m",
            "c 10:200-210 rwm",
            "a *:* m",
            "!c 1:1",
            "! b *:*",
            "  c  1:3  mr ",
            "c 4095:1048575",
            "c 0-4095:0-1048575",
        ] {
            assert!(rule.parse::<DeviceRule>().is_ok(), "{rule}");
        }
    }

    #[test]
    fn bad_rules_are_named_with_their_mend() {
        for (rule, part) in [
            ("", "it is empty"),
            ("!", "it is empty"),
            ("p 1:3", "`p` is no kind"),
            ("c", "MAJOR:MINOR is missing"),
            ("c 1", "`1` is not of the form"),
            ("c 1:x", "minor number `x`"),
            ("c :3", "major number ``"),
            ("c +1:3", "major number `+1`"),
            ("c 0x1:3", "major number `0x1`"),
            ("c 4096:0", "major number 4096 is too large"),
            ("c 0:1048576", "minor number 1048576 is too large"),
            ("c 99999999999:0", "major number 99999999999 is too large"),
            ("c 1:9-3", "ends before it begins"),
            ("c 1:3 rw", "lacks the `m`"),
            ("c 1:3 mx", "`x` is no access"),
            ("c 1:3 m m", "one word too many"),
            ("c 1:3-", "minor number ``"),
            ("c 1:**", "minor number `**`"),
        ] {
            let error = rule.parse::<DeviceRule>().unwrap_err().to_string();
            assert!(error.contains(part), "{rule}: {error}");
            assert!(error.contains(&format!("`{rule}`")), "{rule}: {error}");
        }
    }
}
