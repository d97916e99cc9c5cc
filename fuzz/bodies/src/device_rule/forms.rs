//! The forms of a rule, as the documentation describes them.

use serde_json::{Map, Value};

const MAX_MAJOR: u32 = 4095;
const MAX_MINOR: u32 = 1_048_575;

/// A rule; a range of `None` is `*`, and an access of `None` all that a rule of its sort is for.
#[derive(Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) allow: bool,
    pub(super) kind: char,
    pub(super) major: Option<(u32, u32)>,
    pub(super) minor: Option<(u32, u32)>,
    access: Option<String>,
}

impl Rule {
    /// Whether the access has one of `letters`.
    pub(super) fn is_for(&self, letters: &str) -> bool {
        let access = self.access.as_deref().unwrap_or("rwm");
        access.chars().any(|letter| letters.contains(letter))
    }
}

pub(super) fn read(line: &str) -> Option<Rule> {
    let line = line.trim();
    let denied = line.strip_prefix('!').map(str::trim_start);
    let allow = denied.is_none();
    let text = denied.unwrap_or(line);
    let rule = match text.chars().next()? {
        '{' if allow => object(text)?,
        '/' => path(text, allow)?,
        _ => line_of_cgroup(text, allow)?,
    };
    let known = |access: &String| access.bytes().all(|letter| b"rwm".contains(&letter));
    rule.access.as_ref().is_none_or(known).then_some(rule)
}

/// Reads a rule for opening, which may have one word more than the others.
pub(super) fn read_for_opening(line: &str) -> Option<Rule> {
    const SERVED: [(u32, u32); 6] = [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0)];
    let before = line.trim_end().strip_suffix("emulate");
    let before = before.filter(|before| before.ends_with(char::is_whitespace));
    let rule = read(before.unwrap_or(line)).filter(|rule| rule.is_for("rw"))?;
    let within = |range: Option<(u32, u32)>, number| {
        range.is_none_or(|(first, last)| first <= number && number <= last)
    };
    let serves = rule.kind != 'b'
        && SERVED
            .iter()
            .any(|&(major, minor)| within(rule.major, major) && within(rule.minor, minor));
    (before.is_none() || rule.allow && serves).then_some(rule)
}

fn line_of_cgroup(text: &str, allow: bool) -> Option<Rule> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.first() == Some(&"a") && words.get(1).is_none_or(|word| !word.contains(':')) {
        words.insert(1, "*:*");
    }
    let (kind, numbers, access) = match words[..] {
        [kind, numbers] => (kind, numbers, None),
        [kind, numbers, access] => (kind, numbers, Some(access.to_owned())),
        _ => return None,
    };
    let (major, minor) = numbers.split_once(':')?;
    Some(Rule {
        allow,
        kind: letter(kind)?,
        major: range(major, MAX_MAJOR)?,
        minor: range(minor, MAX_MINOR)?,
        access,
    })
}

fn letter(kind: &str) -> Option<char> {
    ["a", "b", "c"]
        .contains(&kind)
        .then(|| kind.chars().next())?
}

fn range(word: &str, max: u32) -> Option<Option<(u32, u32)>> {
    if word == "*" {
        return Some(None);
    }
    let mut ends = Vec::new();
    for digits in word.split('-') {
        let mut number = 0_u32;
        if digits.is_empty() {
            return None;
        }
        for digit in digits.chars() {
            number = number.checked_mul(10)?.checked_add(digit.to_digit(10)?)?;
        }
        ends.push(number);
    }
    let (first, last) = match ends[..] {
        [number] => (number, number),
        [first, last] => (first, last),
        _ => return None,
    };
    (first <= last && last <= max).then_some(Some((first, last)))
}

fn object(text: &str) -> Option<Rule> {
    let Ok(Value::Object(members)) = serde_json::from_str(text) else {
        return None;
    };
    let known = ["allow", "type", "major", "minor", "access"];
    if members.keys().any(|name| !known.contains(&name.as_str())) {
        return None;
    }
    let Some(Value::Bool(allow)) = members.get("allow") else {
        return None;
    };
    Some(Rule {
        allow: *allow,
        kind: letter(word(&members, "type")?.as_deref().unwrap_or("a"))?,
        major: number(&members, "major", MAX_MAJOR)?,
        minor: number(&members, "minor", MAX_MINOR)?,
        access: word(&members, "access")?,
    })
}

fn word(members: &Map<String, Value>, name: &str) -> Option<Option<String>> {
    match members.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(word)) => Some(Some(word.clone())),
        Some(_) => None,
    }
}

fn number(members: &Map<String, Value>, name: &str, max: u32) -> Option<Option<(u32, u32)>> {
    match members.get(name) {
        None | Some(Value::Null) => Some(None),
        // A fraction has a point in its text, and an exponent an `e`.
        Some(Value::Number(number)) => match number.to_string().as_str() {
            "-1" => Some(None),
            digits if digits.contains('-') => None,
            digits => range(digits, max),
        },
        Some(_) => None,
    }
}

fn path(text: &str, allow: bool) -> Option<Rule> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (path, access) = match words[..] {
        [path] => (path, None),
        [path, access] => (path, Some(access.to_owned())),
        _ => return None,
    };
    let (kind, major, minor) = device(path)?;
    (kind != 'c' || (major, minor) != (0, 0)).then_some(Rule {
        allow,
        kind,
        major: Some((major, major)),
        minor: Some((minor, minor)),
        access,
    })
}

#[cfg(unix)]
fn device(path: &str) -> Option<(char, u32, u32)> {
    let stat = rustix::fs::stat(path).ok()?;
    let kind = match rustix::fs::FileType::from_raw_mode(stat.st_mode) {
        rustix::fs::FileType::CharacterDevice => 'c',
        rustix::fs::FileType::BlockDevice => 'b',
        _ => return None,
    };
    let (major, minor) = (
        rustix::fs::major(stat.st_rdev),
        rustix::fs::minor(stat.st_rdev),
    );
    Some((kind, major, minor))
}

#[cfg(not(unix))]
fn device(_: &str) -> Option<(char, u32, u32)> {
    None
}
