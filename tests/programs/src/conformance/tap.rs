//! The Test Anything Protocol, version 14.

use super::check::Check;

/// The first lines: the version and the plan.
pub(super) fn head(count: usize) {
    println!("TAP version 14\n1..{count}");
}

/// A row that has run.
pub(super) fn result(number: usize, name: &str, check: &Check) {
    let Err(failure) = check else {
        println!("ok {number} - {}", escape(name));
        return;
    };
    println!("not ok {number} - {}", escape(name));
    println!("  ---");
    println!("  message: {}", quote(&failure.what));
    println!("  expected: {}", quote(&failure.expected));
    println!("  found: {}", quote(&failure.found));
    println!("  ...");
}

/// A row that has not run.
pub(super) fn skip(number: usize, name: &str, reason: &str) {
    println!("ok {number} - {} # SKIP {}", escape(name), escape(reason));
}

/// A run that cannot go on.
pub(super) fn bail_out(reason: &str) {
    println!("Bail out! {}", escape(reason));
}

/// A `#` begins a directive, a line ends the description.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('#', "\\#");
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect()
}

/// A double-quoted scalar of YAML: the escapes are those of JSON.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{escape, quote};

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(escape("a # b\\\n"), "a \\# b\\\\ ");
        assert_eq!(quote("\"a\"\n\\"), "\"\\\"a\\\"\\u000a\\\\\"");
    }
}
