//! Command lines made by chance.

use crate::compare::Line;
use proptest::collection::vec;
use proptest::prelude::Strategy;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use std::fmt::Debug;
use wasi_mknod_tests::FrontEnd;

const CASES: u32 = 100;

/// What quoting looks at: special to shells, to C, printable or not.
const LETTERS: [&str; 38] = [
    "a", "Z", "0", " ", "'", "\"", "\\", "\n", "\t", "\u{7}", "\u{1b}", "\u{7f}", "ü", "→", "#",
    "~", "{", "}", "[", "]", "(", "*", "?", "!", "$", "`", "&", ";", "<", ">", "|", "^", "=", ":",
    "%", "@", "-", "_",
];

/// Symbolic modes, right or nearly so.
pub(crate) fn modes() {
    let who = select(vec!["", "u", "g", "o", "a", "ug", "go", "ugo"]);
    let operator = select(vec!["+", "-", "=", "+x=", "=r+", ""]);
    let operand = select(vec![
        "", "r", "w", "x", "X", "rw", "rwX", "s", "t", "u", "g", "o", "7", "644", "ur", "st",
    ]);
    let clause = (who, operator, operand).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
    let modes = vec(clause, 1..4).prop_map(|clauses| clauses.join(","));
    check(&modes, |mode| {
        Line::new(&["mkfifo", &format!("--mode={mode}"), "a"]).compare(FrontEnd::P2Sync);
    });
}

/// Names of nodes that cannot be made, so that messages quote them.
///
/// Coreutils 9.1 misquotes a name with a single quote that ends in an unprintable byte, so names
/// end in a letter.
pub(crate) fn names() {
    let names = vec(word().prop_map(|word| word + "z"), 1..20);
    check(&names, |names| {
        let names: Vec<String> = names.iter().map(|name| format!("missing/{name}")).collect();
        let mut words = vec!["mkfifo", "--"];
        words.extend(names.iter().map(String::as_str));
        Line::new(&words).compare(FrontEnd::P2Sync);
        Line::new(&["mknod", "--", &names[0], "p"]).compare(FrontEnd::P2Sync);
    });
}

/// Operands of `mknod` of any form.
pub(crate) fn operands() {
    let number = select(vec![
        "0", "1", "07", "0x1f", "8k", "-1", "+3", "", " 2", "q",
    ]);
    let number = number.prop_map(str::to_owned).boxed();
    let node_type = select(vec!["p", "b", "c", "u", "bx", ""]);
    let node_type = node_type.prop_map(str::to_owned).boxed();
    let operand = proptest::prop_oneof![number, node_type, word()];
    check(&vec(operand, 0..6), |operands| {
        let mut words = vec!["mknod", "--"];
        // Only the first operand is a path.
        words.extend(operands.iter().take(1).map(|_| "a"));
        words.extend(operands.iter().skip(1).map(String::as_str));
        Line::new(&words).compare(FrontEnd::P2Sync);
    });
}

fn word() -> impl Strategy<Value = String> {
    vec(select(&LETTERS[..]), 1..8).prop_map(|letters| letters.concat())
}

fn check<S: Strategy<Value: Debug>>(strategy: &S, compare: impl Fn(S::Value)) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(strategy, |case| {
        compare(case);
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}
