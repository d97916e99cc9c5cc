//! The other ways in which GNU's `mknod` quotes a word.

use crate::common::quoting::{escape, shell_quote};

/// Quotes a word as the locale `C` has it.
pub(crate) fn quote(word: &str) -> String {
    let mut quoted = String::from("'");
    for byte in word.bytes() {
        match escape(byte) {
            Some(escape) => quoted.push_str(&escape),
            None => {
                if matches!(byte, b'\'' | b'\\') {
                    quoted.push('\\');
                }
                quoted.push(byte.into());
            }
        }
    }
    quoted.push('\'');
    quoted
}

/// Quotes a word in front of a colon, where a shell would need it or a reader could misread it.
pub(crate) fn shell_quote_if_needed(word: &str) -> String {
    let plain = |(index, byte): (usize, u8)| match byte {
        b'#' | b'~' => index > 0,
        b'{' | b'}' => word.len() > 1,
        _ => byte.is_ascii_alphanumeric() || b"%+,-./]_@".contains(&byte),
    };
    match !word.is_empty() && word.bytes().enumerate().all(plain) {
        true => word.to_owned(),
        false => shell_quote(word),
    }
}

#[cfg(test)]
mod tests {
    use super::{quote, shell_quote_if_needed};

    #[test]
    fn words_are_quoted() {
        for (word, quoted) in [
            ("x", "'x'"),
            ("", "''"),
            ("it's", r"'it\'s'"),
            ("a\\\n", r"'a\\\n'"),
            ("ü", r"'\303\274'"),
        ] {
            assert_eq!(quote(word), quoted);
        }
    }

    #[test]
    fn names_are_quoted_where_a_shell_needs_it() {
        for (word, expected) in [
            ("/dev/tty-0", "/dev/tty-0"),
            ("a#~{", "a#~{"),
            ("", "''"),
            ("{", "'{'"),
            ("#a", "'#a'"),
            ("a:b", "'a:b'"),
            ("a b", "'a b'"),
            ("it's", "\"it's\""),
            ("ü", r"''$'\303\274'"),
        ] {
            assert_eq!(shell_quote_if_needed(word), expected);
        }
    }
}
