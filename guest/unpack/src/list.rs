//! `--list`: a line for each entry, as `ls -l` and `tar -tv` write them.

use crate::archive::{Entry, Kind};
use crate::permissions::permissions;
use crate::quoting::escape;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

/// The first second that has no year of four digits.
const YEAR_10000: Duration = Duration::from_secs(253_402_300_800);

/// Describes an entry in one line.
pub(crate) fn line(entry: &Entry) -> String {
    let size = match entry.kind {
        Kind::Character(device) | Kind::Block(device) => {
            format!("{},{}", device.major, device.minor)
        }
        _ => entry.size.to_string(),
    };
    let (letter, mode) = (letter(entry.kind), permissions(entry.mode));
    let owner = format!("{}/{}", entry.user, entry.group);
    let name = printable(&entry.name);
    let mut line = format!(
        "{letter}{mode} {owner:<9} {size:>9} {} {name}",
        time(entry.modified)
    );
    match entry.kind {
        Kind::SymbolicLink => line += " -> ",
        Kind::HardLink => line += " link to ",
        _ => return line,
    }
    line += &printable(&entry.link);
    line
}

fn letter(kind: Kind) -> char {
    match kind {
        Kind::File => '-',
        Kind::Directory => 'd',
        Kind::SymbolicLink => 'l',
        Kind::HardLink => 'h',
        Kind::Fifo => 'p',
        Kind::Character(_) => 'c',
        Kind::Block(_) => 'b',
        Kind::Other(_) => '?',
    }
}

fn time(time: Option<SystemTime>) -> String {
    let after = time.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    match after {
        Some(after) if after < YEAR_10000 => {
            humantime::format_rfc3339_seconds(SystemTime::UNIX_EPOCH + after).to_string()
        }
        Some(after) => format!("@{}", after.as_secs()),
        None => "before-1970".to_owned(),
    }
}

/// Text as it is, and other bytes and control characters as in C: a name cannot give orders to a
/// terminal, nor begin a line.
fn printable(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\\' => text += "\\\\",
                letter if !letter.is_control() => text.push(letter),
                letter => letter
                    .to_string()
                    .bytes()
                    .for_each(|byte| octal(&mut text, byte)),
            }
        }
        chunk
            .invalid()
            .iter()
            .for_each(|byte| octal(&mut text, *byte));
    }
    text
}

fn octal(text: &mut String, byte: u8) {
    match escape(byte) {
        Some(escape) => *text += &escape,
        None => write!(text, "\\{byte:03o}").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{line, printable};
    use crate::archive::{Entry, Kind};
    use std::time::{Duration, SystemTime};
    use wasi_mknod::Device;

    #[test]
    fn lines_are_those_of_tar() {
        let seconds = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let file = Entry {
            name: b"a b\n".to_vec(),
            link: b"to".to_vec(),
            kind: Kind::File,
            mode: 0o4755,
            user: 0,
            group: 42,
            modified: seconds(86399),
            accessed: None,
            size: 5,
            extents: None,
            extended: false,
        };
        let with = |kind, modified| Entry {
            kind,
            modified,
            ..file.clone()
        };
        for (entry, expected) in [
            (
                file.clone(),
                r"-rwsr-xr-x 0/42              5 1970-01-01T23:59:59Z a b\n",
            ),
            (
                with(Kind::Character(Device::new(1, 3)), seconds(0)),
                r"crwsr-xr-x 0/42            1,3 1970-01-01T00:00:00Z a b\n",
            ),
            (
                with(Kind::SymbolicLink, seconds(1 << 60)),
                r"lrwsr-xr-x 0/42              5 @1152921504606846976 a b\n -> to",
            ),
            (
                with(Kind::HardLink, None),
                r"hrwsr-xr-x 0/42              5 before-1970 a b\n link to to",
            ),
        ] {
            assert_eq!(line(&entry), expected);
        }
    }

    #[test]
    fn names_give_no_orders() {
        for (name, text) in [
            (&b"gr\xc3\xbcn"[..], "grün"),
            (b"\xff\x1b[2J", r"\377\033[2J"),
            (b"a\\b", r"a\\b"),
            (b"\xc2\x9b", r"\302\233"),
            (b"\x7f", r"\177"),
        ] {
            assert_eq!(printable(name), text);
        }
    }
}
