//! Numbers of records.

use std::io;
use std::str::FromStr;

/// Reads a decimal number.
pub(super) fn parse<T: FromStr>(digits: &[u8]) -> io::Result<T> {
    let text = std::str::from_utf8(digits).ok();
    let number = text.and_then(|text| text.trim().parse().ok());
    number.ok_or_else(|| {
        let digits = String::from_utf8_lossy(&digits[..digits.len().min(40)]);
        io::Error::other(format!("{digits:?} is not a number"))
    })
}
