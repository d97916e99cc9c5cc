//! Modes as `chmod` takes them: a second reading, bit by bit.

use crate::mode::ModeChange;

/// The bits of each class of users: its permissions, and the set-ID or sticky bit beside them.
const CLASSES: [(char, u32, u32); 3] = [
    ('u', 0o700, 0o4000),
    ('g', 0o070, 0o2000),
    ('o', 0o007, 0o1000),
];
const PERMISSIONS: [(char, u32); 3] = [('r', 0o444), ('w', 0o222), ('x', 0o111)];
const OPERATORS: [char; 3] = ['+', '-', '='];

/// Takes the first four bytes of `input` for a mode and a umask, and the rest for a change.
///
/// # Panics
///
/// If the parser and its model differ.
pub fn check(input: &[u8]) {
    let Some((&[m0, m1, u0, u1], text)) = input.split_first_chunk() else {
        return;
    };
    let mode = u32::from(u16::from_le_bytes([m0, m1])) & 0o7777;
    let umask = u32::from(u16::from_le_bytes([u0, u1])) & 0o777;
    let text = String::from_utf8_lossy(text);
    let found = ModeChange::parse(&text).map(|change| change.apply(mode, umask));
    assert_eq!(
        found,
        changed(&text, mode, umask),
        "{text:?} of {mode:#o} with {umask:#o}"
    );
}

fn changed(text: &str, mode: u32, umask: u32) -> Option<u32> {
    if text.starts_with(|first: char| first.is_digit(8)) {
        return octal(text);
    }
    text.split(',').try_fold(mode, |mode, clause| {
        let first = clause.find(OPERATORS)?;
        let (who, actions) = clause.split_at(first);
        if !who.chars().all(|class| "ugoa".contains(class)) {
            return None;
        }
        let mut mode = mode;
        let starts: Vec<usize> = actions.match_indices(OPERATORS).map(|(at, _)| at).collect();
        for (index, &start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied();
            let operand = &actions[start + 1..end.unwrap_or(actions.len())];
            let operator = actions[start..].chars().next()?;
            mode = match operand.starts_with(|first: char| first.is_digit(8)) {
                true if who.is_empty() && end.is_none() => {
                    let bits = octal(operand)?;
                    bit_by_bit(mode, operator, |bit| bits & bit != 0, |_| true, true)
                }
                true => return None,
                false => {
                    let named = named(operand, mode)?;
                    let in_reach = |bit| match who {
                        "" => umask & bit == 0,
                        who => who.contains('a') || who.contains(class_of(bit)),
                    };
                    bit_by_bit(
                        mode,
                        operator,
                        |bit| named & bit != 0,
                        in_reach,
                        who.is_empty(),
                    )
                }
            };
        }
        Some(mode)
    })
}

/// A number of at most twelve bits, with any number of zeros in front.
fn octal(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches('0');
    if digits.len() > 4 {
        return None;
    }
    let digits = digits.chars().map(|digit| digit.to_digit(8));
    digits
        .into_iter()
        .try_fold(0, |number, digit| Some(number * 8 + digit?))
}

/// `=` takes away the bits that are not named: of those in reach, or all if it is for nobody.
fn bit_by_bit(
    mode: u32,
    operator: char,
    is_named: impl Fn(u32) -> bool,
    in_reach: impl Fn(u32) -> bool,
    for_nobody: bool,
) -> u32 {
    let bits = (0..12).map(|number| 1 << number);
    bits.filter(|&bit| {
        let (is_set, named) = (mode & bit != 0, is_named(bit) && in_reach(bit));
        match operator {
            '+' => is_set || named,
            '-' => is_set && !named,
            _ => named || is_set && !in_reach(bit) && !for_nobody,
        }
    })
    .sum()
}

fn class_of(bit: u32) -> char {
    let of_bit = CLASSES
        .iter()
        .find(|(_, permissions, special)| (permissions | special) & bit != 0);
    of_bit.map_or('?', |(name, ..)| *name)
}

fn named(operand: &str, mode: u32) -> Option<u32> {
    let copied = CLASSES
        .iter()
        .find(|(name, ..)| operand.chars().eq([*name]));
    if let Some((_, class, _)) = copied {
        let has = |bits: u32| mode & class & bits != 0;
        let all = PERMISSIONS.iter().filter(|(_, bits)| has(*bits));
        return Some(all.map(|(_, bits)| bits).sum());
    }
    operand.chars().try_fold(0, |bits, letter| {
        Some(
            bits | match letter {
                's' => 0o6000,
                't' => 0o1000,
                'X' if mode & 0o111 == 0 => 0,
                'X' => 0o111,
                letter => PERMISSIONS.iter().find(|(name, _)| *name == letter)?.1,
            },
        )
    })
}
