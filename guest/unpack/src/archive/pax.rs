//! Records of pax: `LENGTH KEY=VALUE` and a newline, where the length counts all of that.

use super::{LONGEST, number};
use std::io;
use std::time::{Duration, SystemTime};

/// Records, in their order. Of two with the same key the last one counts, but for the extents of a
/// sparse file.
#[derive(Clone, Debug, Default)]
pub(super) struct Records(Vec<(Vec<u8>, Vec<u8>)>);

/// Keys that may be there several times.
const REPEATED: [&[u8]; 2] = [b"GNU.sparse.offset", b"GNU.sparse.numbytes"];

impl Records {
    /// Adds the records of a header.
    pub(super) fn merge(&mut self, mut text: &[u8]) -> io::Result<()> {
        while !text.is_empty() && text[0] != 0 {
            let (record, rest) = split(text).ok_or_else(|| io::Error::other("bad pax record"))?;
            self.set(record.0, record.1);
            text = rest;
        }
        let size: usize = self
            .0
            .iter()
            .map(|(key, value)| key.len() + value.len())
            .sum();
        match size as u64 > LONGEST {
            true => Err(io::Error::other("pax records have more than 1 MiB")),
            false => Ok(()),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        if !REPEATED.contains(&key) {
            self.0.retain(|(other, _)| other != key);
        }
        // An empty value takes back that of a global header.
        self.0.push((key.to_vec(), value.to_vec()));
    }

    /// These, and those of a single entry, which go before.
    pub(super) fn with(&self, own: Self) -> Self {
        if self.0.is_empty() {
            return own;
        }
        let mut all = self.clone();
        own.0.iter().for_each(|(key, value)| all.set(key, value));
        all
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    pub(super) fn get(&self, key: &str) -> Option<&[u8]> {
        let found = self.all().find(|(other, _)| *other == key.as_bytes());
        found
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
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
