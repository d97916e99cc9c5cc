//! The fields of a line of a device table, each by itself.

use wasi_mknod::{Device, Mode, NodeType};

use crate::quoting::shell_quote;

/// What Linux can store, and so the most that a host takes.
const MAX_MAJOR: u32 = 0xfff;
pub(super) const MAX_MINOR: u32 = 0xf_ffff;

/// Names are relative to the directory to fill, though most tables write them with a slash in
/// front.
pub(super) fn parse_name(name: &str, node_type: NodeType) -> Result<String, String> {
    if name == "-" {
        return Err("the name is empty".to_owned());
    }
    match name.trim_start_matches('/') {
        "" if node_type == NodeType::Directory => Ok(".".to_owned()),
        "" => Err(format!(
            "{} is the directory to fill itself",
            shell_quote(name)
        )),
        // To `mkdir` a slash at the end means nothing, to `mknod` it means that something is there.
        path if node_type == NodeType::Directory => Ok(path.trim_end_matches('/').to_owned()),
        path => Ok(path.to_owned()),
    }
}

pub(super) fn parse_type(
    letter: Option<&str>,
    major: Option<u32>,
    minor: Option<u32>,
) -> Result<NodeType, String> {
    let device = || match (major, minor) {
        (Some(major), _) if major > MAX_MAJOR => {
            Err(format!("major number {major} is above {MAX_MAJOR}"))
        }
        (_, Some(minor)) if minor > MAX_MINOR => {
            Err(format!("minor number {minor} is above {MAX_MINOR}"))
        }
        (Some(major), Some(minor)) => Ok(Device::new(major, minor)),
        _ => Err("a device needs a major and a minor number".to_owned()),
    };
    match letter {
        Some("b") => Ok(NodeType::BlockDevice(device()?)),
        Some("c") => Ok(NodeType::CharacterDevice(device()?)),
        Some("d") => Ok(NodeType::Directory),
        Some("f") => Ok(NodeType::RegularFile),
        Some("p") => Ok(NodeType::Fifo),
        Some("s") => Ok(NodeType::Socket),
        Some(letter @ ("F" | "r")) => Err(format!(
            "type '{letter}' is not supported: it changes what exists, and WASI cannot set modes and owners"
        )),
        Some(other) => Err(format!(
            "type {} is not one of b, c, d, f, p and s",
            shell_quote(other)
        )),
        None => Err("the type is missing".to_owned()),
    }
}

pub(super) fn parse_mode(mode: Option<&str>) -> Result<Mode, String> {
    let Some(mode) = mode else {
        return Ok(Mode::from_raw_mode(0o755));
    };
    match u32::from_str_radix(mode, 8) {
        Ok(number) if number <= 0o7777 && !mode.starts_with('+') => Ok(Mode::from_raw_mode(number)),
        _ => Err(format!(
            "mode {} is not an octal number up to 7777",
            shell_quote(mode)
        )),
    }
}

/// Owners are not used, but a word that cannot be one shows that a field is missing.
pub(super) fn check_owner(what: &str, owner: Option<&str>) -> Result<(), String> {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-$".contains(c))
    };
    match owner {
        Some(word) if !is_name(word) && parse_number(what, word).is_err() => Err(format!(
            "{what} {} is neither a number nor a name",
            shell_quote(word)
        )),
        _ => Ok(()),
    }
}

pub(super) fn parse_number(what: &str, word: &str) -> Result<u32, String> {
    match word.parse() {
        Ok(number) if !word.starts_with('+') => Ok(number),
        _ => Err(format!(
            "{what} {} is not a number from 0 to {}",
            shell_quote(word),
            u32::MAX
        )),
    }
}
