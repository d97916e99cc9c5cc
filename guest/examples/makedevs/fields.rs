//! The fields of a line of a device table, each by itself.

use wasi_mknod::{Device, Mode, NodeType};

use crate::quoting::shell_quote;
use crate::table::{Format, Owner, What};

/// What Linux can store, and so the most that a host takes.
const MAX_MAJOR: u32 = 0xfff;
pub(super) const MAX_MINOR: u32 = 0xf_ffff;

/// Names are relative to the directory to fill, though most tables write them with a slash in
/// front.
pub(super) fn parse_name(name: &str, what: What) -> Result<String, String> {
    if name == "-" {
        return Err("the name is empty".to_owned());
    }
    let of_directory = matches!(what, What::Make(NodeType::Directory) | What::Recursive);
    match name.trim_start_matches('/') {
        "" if of_directory => Ok(".".to_owned()),
        "" => Err(format!(
            "{} is the directory to fill itself",
            shell_quote(name)
        )),
        // To `mkdir` a slash at the end means nothing, to `mknod` it means that something is there.
        path if of_directory => Ok(path.trim_end_matches('/').to_owned()),
        path => Ok(path.to_owned()),
    }
}

/// Reads the type, and the numbers of a device.
pub(super) fn parse_type(
    letter: Option<&str>,
    format: Format,
    major: Option<u32>,
    minor: Option<u32>,
) -> Result<What, String> {
    Ok(match letter {
        Some("b") => What::Make(NodeType::BlockDevice(device(major, minor)?)),
        Some("c") => What::Make(NodeType::CharacterDevice(device(major, minor)?)),
        Some("d") => What::Make(NodeType::Directory),
        Some("p") => What::Make(NodeType::Fifo),
        Some("s") => What::Make(NodeType::Socket),
        Some("f") => match format {
            Format::Buildroot => What::File { optional: false },
            Format::OpenEmbedded => What::Make(NodeType::RegularFile),
        },
        Some("F") => What::File { optional: true },
        Some("l") => What::Link,
        Some("r") => What::Recursive,
        Some(other) => {
            return Err(format!(
                "type {} is not one of b, c, d, f, F, l, p, r and s",
                shell_quote(other)
            ));
        }
        None => return Err("the type is missing".to_owned()),
    })
}

fn device(major: Option<u32>, minor: Option<u32>) -> Result<Device, String> {
    match (major, minor) {
        (Some(major), _) if major > MAX_MAJOR => {
            Err(format!("major number {major} is above {MAX_MAJOR}"))
        }
        (_, Some(minor)) if minor > MAX_MINOR => {
            Err(format!("minor number {minor} is above {MAX_MINOR}"))
        }
        (Some(major), Some(minor)) => Ok(Device::new(major, minor)),
        _ => Err("a device needs a major and a minor number".to_owned()),
    }
}

/// Reads the mode. `None` leaves the mode as it is.
pub(super) fn parse_mode(mode: Option<&str>, what: What) -> Result<Option<Mode>, String> {
    let Some(mode) = mode else {
        return Ok(Some(Mode::from_raw_mode(0o755)));
    };
    if mode == "-1" {
        return match what {
            What::Make(node_type) if node_type != NodeType::Directory => Err(
                "mode '-1' leaves a mode as it is, and a new node has none: write an octal number"
                    .to_owned(),
            ),
            _ => Ok(None),
        };
    }
    match u32::from_str_radix(mode, 8) {
        Ok(number) if number <= 0o7777 && !mode.starts_with('+') => {
            Ok(Some(Mode::from_raw_mode(number)))
        }
        _ => Err(format!(
            "mode {} is not an octal number up to 7777, nor -1",
            shell_quote(mode)
        )),
    }
}

/// Reads a user or a group, `None` if the field is empty.
pub(super) fn parse_owner(
    field: &'static str,
    owner: Option<&str>,
) -> Result<Option<Owner>, String> {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-$".contains(c))
    };
    let Some(word) = owner else {
        return Ok(None);
    };
    if is_name(word) {
        return Ok(Some(Owner::Name(word.to_owned())));
    }
    match parse_number(field, word) {
        // `chown` takes this number for no change.
        Ok(u32::MAX) => Err(format!("{field} {} is nobody's number", u32::MAX)),
        Ok(number) => Ok(Some(Owner::Id(number))),
        Err(_) => Err(format!(
            "{field} {} is neither a number nor a name",
            shell_quote(word)
        )),
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
