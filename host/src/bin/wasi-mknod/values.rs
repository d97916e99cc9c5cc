//! Values of options: directories, masks, sizes, times.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use wasi_mknod_wasmtime::Mode;
use wasmtime_wasi::FsPerms;

/// A directory for the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dir {
    pub(crate) host: PathBuf,
    pub(crate) guest: String,
    pub(crate) perms: FsPerms,
}

impl FromStr for Dir {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (names, perms) = match text.strip_suffix(":ro") {
            Some(names) => (names, FsPerms::ReadOnly),
            None => (text, FsPerms::ReadWrite),
        };
        let (host, guest) = names.split_once("::").unwrap_or((names, names));
        if host.is_empty() || guest.is_empty() {
            return Err(
                "a directory is given as HOST, HOST::GUEST or one of these with :ro".to_owned(),
            );
        }
        Ok(Self {
            host: host.into(),
            guest: guest.to_owned(),
            perms,
        })
    }
}

/// Parses a umask: an octal number.
pub(crate) fn parse_umask(text: &str) -> Result<Mode, String> {
    let bits = u16::from_str_radix(text, 8)
        .ok()
        .filter(|bits| *bits <= 0o777);
    bits.map(Mode::from_bits_truncate)
        .filter(|_| !text.starts_with('+'))
        .ok_or_else(|| "a umask is an octal number from 0 to 777".to_owned())
}

/// Parses an environment variable, with its value or without.
pub(crate) fn parse_variable(text: &str) -> Result<(String, Option<String>), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("an environment variable is given as NAME or NAME=VALUE".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), Some(value.to_owned()))),
        None if text.is_empty() => Err("an environment variable has a name".to_owned()),
        None => Ok((text.to_owned(), None)),
    }
}

/// Parses a number of bytes, with `K`, `M` or `G` for powers of 1024.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let units = [("", 1), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)];
    parse_with_unit(text, &units).ok_or_else(|| {
        "a size is a number of bytes, or one with K, M or G, such as `512M`".to_owned()
    })
}

/// Parses a time of at least a millisecond, in seconds if there is no unit.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let units = [
        ("ms", 1),
        ("", 1000),
        ("s", 1000),
        ("m", 60_000),
        ("h", 3_600_000),
    ];
    parse_with_unit(text, &units)
        .filter(|milliseconds| *milliseconds > 0)
        .map(Duration::from_millis)
        .ok_or_else(|| {
            "a time is a number with ms, s, m or h, greater than zero, such as `90s`".to_owned()
        })
}

fn parse_with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    digits.parse::<u64>().ok()?.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::{Dir, parse_duration, parse_size, parse_umask, parse_variable};
    use std::time::Duration;
    use wasmtime_wasi::FsPerms::{self, ReadOnly, ReadWrite};

    #[test]
    fn directories() {
        type Parts = (&'static str, &'static str, FsPerms);
        let table: &[(&str, Option<Parts>)] = &[
            ("/srv", Some(("/srv", "/srv", ReadWrite))),
            ("/srv:ro", Some(("/srv", "/srv", ReadOnly))),
            ("/srv::/", Some(("/srv", "/", ReadWrite))),
            ("a:b::/x:ro", Some(("a:b", "/x", ReadOnly))),
            ("C:ro::/x", Some(("C:ro", "/x", ReadWrite))),
            ("", None),
            ("::/", None),
            ("/srv::", None),
            (":ro", None),
        ];
        for (text, expected) in table {
            let dir = text.parse::<Dir>().ok();
            let found = dir
                .as_ref()
                .map(|dir| (dir.host.to_str().unwrap(), dir.guest.as_str(), dir.perms));
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn umasks_and_variables() {
        for (text, expected) in [("022", Some(0o22)), ("777", Some(0o777)), ("0", Some(0))] {
            assert_eq!(parse_umask(text).ok().map(|mode| mode.bits()), expected);
        }
        for text in ["", "8", "1000", "+22", "-1", "0x12"] {
            assert!(parse_umask(text).is_err(), "{text:?}");
        }
        assert_eq!(
            parse_variable("A=b=c"),
            Ok(("A".into(), Some("b=c".into())))
        );
        assert_eq!(parse_variable("A="), Ok(("A".into(), Some(String::new()))));
        assert_eq!(parse_variable("A"), Ok(("A".into(), None)));
        assert!(parse_variable("=b").is_err());
        assert!(parse_variable("").is_err());
    }

    #[test]
    fn sizes_and_times() {
        for (text, expected) in [
            ("0", Some(0)),
            ("4096", Some(4096)),
            ("1K", Some(1024)),
            ("512M", Some(512 << 20)),
            ("4G", Some(4 << 30)),
            ("", None),
            ("K", None),
            ("-1", None),
            ("+1", None),
            ("1.5G", None),
            ("1k", None),
            ("1 K", None),
            ("99999999999G", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(parse_size(text).ok(), expected, "{text:?}");
        }
        for (text, milliseconds) in [
            ("1", Some(1000)),
            ("90s", Some(90_000)),
            ("250ms", Some(250)),
            ("2m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("", None),
            ("0", None),
            ("0s", None),
            ("1d", None),
            ("s", None),
            ("-1s", None),
            ("99999999999999999h", None),
        ] {
            let expected = milliseconds.map(Duration::from_millis);
            assert_eq!(parse_duration(text).ok(), expected, "{text:?}");
        }
    }
}
