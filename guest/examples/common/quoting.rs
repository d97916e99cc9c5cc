//! Words in messages, quoted so that they can be copied into a shell.
//!
//! A guest has the locale `C`, in which only ASCII is printable: the bytes of other characters are
//! written as octal numbers.
//!
//! References: GNU coreutils, "Formatting file names", the style `shell-escape-always`; Bash,
//! "ANSI-C quoting".

/// Quotes a word, always.
pub(crate) fn shell_quote(word: &str) -> String {
    if word.contains('\'') && word.bytes().enumerate().all(plain_in_double_quotes) {
        return format!("\"{word}\"");
    }
    let mut quoted = String::from("'");
    let mut escaping = false;
    for byte in word.bytes() {
        match escape(byte) {
            Some(escape) => {
                if !escaping {
                    quoted.push_str("'$'");
                }
                escaping = true;
                quoted.push_str(&escape);
            }
            None if byte == b'\'' => {
                escaping = false;
                quoted.push_str(r"'\''");
            }
            None => {
                if escaping {
                    quoted.push_str("''");
                }
                escaping = false;
                quoted.push(byte.into());
            }
        }
    }
    quoted.push('\'');
    quoted
}

/// Whether a byte, which has this index in its word, means itself between double quotes, in a
/// shell and in C.
fn plain_in_double_quotes((index, byte): (usize, u8)) -> bool {
    match byte {
        b'#' | b'~' => index == 0,
        _ => byte.is_ascii_alphanumeric() || b" '%+,-./:]_@".contains(&byte),
    }
}

/// Returns the escape sequence for a byte that is not printable.
pub(crate) fn escape(byte: u8) -> Option<String> {
    let letter = match byte {
        b' '..=b'~' => return None,
        0x07 => 'a',
        0x08 => 'b',
        b'\t' => 't',
        b'\n' => 'n',
        0x0b => 'v',
        0x0c => 'f',
        b'\r' => 'r',
        _ => return Some(format!("\\{byte:03o}")),
    };
    Some(format!("\\{letter}"))
}

#[cfg(test)]
mod tests {
    use super::shell_quote;

    #[test]
    fn words_are_quoted_for_the_shell() {
        for (word, quoted) in [
            ("pipe", "'pipe'"),
            ("", "''"),
            ("two words", "'two words'"),
            (r"a\b", r"'a\b'"),
            ("it's", "\"it's\""),
            ("#it's", "\"#it's\""),
            ("it's#", r"'it'\''s#'"),
            ("it's $5", r"'it'\''s $5'"),
            ("a\nb'c", r"'a'$'\n''b'\''c'"),
            ("\n\x1b", r"''$'\n\033'"),
            ("\n'", r"''$'\n'\'''"),
            ("grün", r"'gr'$'\303\274''n'"),
        ] {
            assert_eq!(shell_quote(word), quoted);
        }
    }
}
