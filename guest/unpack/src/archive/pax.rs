//! Records of pax: `LENGTH KEY=VALUE` and a newline, where the length counts all of that.

use super::{LONGEST, number};
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

/// Keys that may be there several times: the extents of a sparse file.
const REPEATED: [&[u8]; 2] = [b"GNU.sparse.offset", b"GNU.sparse.numbytes"];

/// The beginnings of the keys of extended attributes, as which Linux has access control lists and
/// labels as well.
const ATTRIBUTES: [&[u8]; 4] = [
    b"SCHILY.xattr.",
    b"LIBARCHIVE.xattr.",
    b"SCHILY.acl.",
    b"RHT.security.",
];

/// The records of some headers. Of two with the same key the last one counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Headers {
    values: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Those whose keys may be there several times, in their order.
    repeated: Vec<(Vec<u8>, Vec<u8>)>,
    /// The bytes of all.
    size: u64,
}

impl Headers {
    /// Adds the records of a header.
    pub(super) fn merge(&mut self, mut text: &[u8]) -> io::Result<()> {
        while !text.is_empty() && text[0] != 0 {
            let (record, rest) = split(text).ok_or_else(|| io::Error::other("bad pax record"))?;
            self.set(record.0, record.1);
            text = rest;
        }
        match self.size > LONGEST {
            true => Err(io::Error::other("pax records have more than 1 MiB")),
            false => Ok(()),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        let added = key.len() + value.len();
        let (key, value) = (key.to_vec(), value.to_vec());
        let mut removed = 0;
        if REPEATED.contains(&&*key) {
            self.repeated.push((key, value));
        } else {
            let length = key.len();
            // An empty value takes back that of a global header.
            let before = self.values.insert(key, value);
            removed = before.map_or(0, |before| length + before.len());
        }
        self.size = self.size + added as u64 - removed as u64;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.repeated.is_empty()
    }

    pub(super) fn get(&self, key: &str) -> Option<&[u8]> {
        let value = self.values.get(key.as_bytes())?;
        Some(&**value).filter(|value| !value.is_empty())
    }

    pub(super) fn number(&self, key: &str) -> io::Result<Option<u64>> {
        self.get(key).map(number::parse).transpose()
    }

    /// The values of the keys that may be there several times.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &[u8]> {
        self.repeated.iter().map(|(_, value)| &**value)
    }

    fn has_attributes(&self) -> bool {
        ATTRIBUTES.iter().any(|beginning| {
            let mut from = self.values.range(beginning.to_vec()..);
            from.next()
                .is_some_and(|(key, _)| key.starts_with(beginning))
        })
    }
}

/// The records of an entry: its own, which go before, and those of all entries after a global
/// header.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) own: Headers,
    pub(super) global: Rc<Headers>,
}

impl Records {
    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.global.is_empty()
    }

    /// Whether extended attributes are among them.
    pub(super) fn has_attributes(&self) -> bool {
        self.own.has_attributes() || self.global.has_attributes()
    }

    pub(super) fn get(&self, key: &str) -> Option<&[u8]> {
        match self.own.values.contains_key(key.as_bytes()) {
            true => self.own.get(key),
            false => self.global.get(key),
        }
    }

    pub(super) fn number(&self, key: &str) -> io::Result<Option<u64>> {
        self.get(key).map(number::parse).transpose()
    }

    /// A time in seconds, with a fraction or without.
    pub(super) fn time(&self, key: &str) -> io::Result<Option<SystemTime>> {
        let Some(text) = self.get(key) else {
            return Ok(None);
        };
        let (text, before) = match text.strip_prefix(b"-") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let mut parts = text.splitn(2, |byte| *byte == b'.');
        let seconds = number::parse(parts.next().unwrap_or_default())?;
        let mut fraction = parts.next().unwrap_or_default().to_vec();
        fraction.resize(9, b'0');
        let distance = Duration::new(seconds, number::parse(&fraction)?);
        Ok(from_1970(distance, before))
    }

    pub(super) fn has_name(&self) -> bool {
        self.get("path")
            .or_else(|| self.get("GNU.sparse.name"))
            .is_some()
    }

    pub(super) fn has_link(&self) -> bool {
        self.get("linkpath").is_some()
    }
}

/// A time that far from 1970, or none if the clock does not reach there.
pub(super) fn from_1970(distance: Duration, before: bool) -> Option<SystemTime> {
    match before {
        true => SystemTime::UNIX_EPOCH.checked_sub(distance),
        false => SystemTime::UNIX_EPOCH.checked_add(distance),
    }
}

/// Splits the first record off.
#[expect(clippy::type_complexity, reason = "a key, a value, and the rest")]
fn split(text: &[u8]) -> Option<((&[u8], &[u8]), &[u8])> {
    let space = text.iter().position(|byte| *byte == b' ')?;
    let length: usize = number::parse(&text[..space]).ok()?;
    let record = text.get(space + 1..length)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    Some(((&record[..equals], &record[equals + 1..]), &text[length..]))
}
