//! Modes as `chmod` takes them: octal numbers, and clauses such as `u=rw,go+r`.
//!
//! References: POSIX `chmod`, section "Extended description"; GNU coreutils, "File permissions".

use wasi_mknod::{S_IRWXG, S_IRWXO, S_IRWXU, S_ISGID, S_ISUID, S_ISVTX};

const ALL: u32 = 0o7777;

/// What to do to a mode.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ModeChange {
    actions: Vec<Action>,
}

#[derive(Debug, PartialEq, Eq)]
struct Action {
    /// The bits in reach, 0 where nobody was named: then all are, less those of the umask.
    who: u32,
    operator: Operator,
    operand: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Remove,
    Set,
}

#[derive(Debug, PartialEq, Eq)]
enum Operand {
    /// These bits.
    Bits(u32),
    /// These bits, and execution for all if somebody may execute already (`X`).
    BitsAndExecution(u32),
    /// What the owner, the group or the others have, whose bits these are (`g=u`).
    CopyOf(u32),
}

impl ModeChange {
    /// Reads a mode, or answers `None` if that is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.starts_with(is_octal) {
            let operand = Operand::Bits(octal(text)?);
            return Some(Self {
                actions: vec![Action {
                    who: ALL,
                    operator: Operator::Set,
                    operand,
                }],
            });
        }
        let mut actions = Vec::new();
        for clause in text.split(',') {
            parse_clause(clause, &mut actions)?;
        }
        Some(Self { actions })
    }

    /// Returns what becomes of `mode` under `umask`.
    pub(crate) fn apply(&self, mode: u32, umask: u32) -> u32 {
        self.actions
            .iter()
            .fold(mode, |mode, action| action.apply(mode, umask))
    }
}

impl Action {
    fn apply(&self, mode: u32, umask: u32) -> u32 {
        let named = match self.operand {
            Operand::Bits(bits) => bits,
            Operand::BitsAndExecution(bits) if mode & 0o111 != 0 => bits | 0o111,
            Operand::BitsAndExecution(bits) => bits,
            Operand::CopyOf(class) => spread(mode & class),
        };
        let bits = named & if self.who == 0 { !umask } else { self.who };
        match self.operator {
            Operator::Add => mode | bits,
            Operator::Remove => mode & !bits,
            Operator::Set if self.who == 0 => bits,
            Operator::Set => mode & !self.who | bits,
        }
    }
}

/// Gives to all what one class of users has.
fn spread(bits: u32) -> u32 {
    [0o444, 0o222, 0o111]
        .into_iter()
        .filter(|permission| bits & permission != 0)
        .sum()
}

/// A clause is who it is for, then operators, each with its operand.
fn parse_clause(clause: &str, actions: &mut Vec<Action>) -> Option<()> {
    let (who, mut rest) = clause.split_at(clause.find(is_operator)?);
    let who = who
        .chars()
        .try_fold(0, |who, class| Some(who | class_bits(class)?))?;
    while let Some(operator) = rest.chars().next() {
        let operator = match operator {
            '+' => Operator::Add,
            '-' => Operator::Remove,
            _ => Operator::Set,
        };
        rest = &rest[1..];
        let (operand, next) = rest.split_at(rest.find(is_operator).unwrap_or(rest.len()));
        rest = next;
        actions.push(if operand.starts_with(is_octal) {
            if who != 0 || !rest.is_empty() {
                return None;
            }
            Action {
                who: ALL,
                operator,
                operand: Operand::Bits(octal(operand)?),
            }
        } else {
            Action {
                who,
                operator,
                operand: parse_operand(operand)?,
            }
        });
    }
    Some(())
}

fn parse_operand(operand: &str) -> Option<Operand> {
    match operand {
        "u" => return Some(Operand::CopyOf(S_IRWXU)),
        "g" => return Some(Operand::CopyOf(S_IRWXG)),
        "o" => return Some(Operand::CopyOf(S_IRWXO)),
        _ => {}
    }
    let (mut bits, mut execution) = (0, false);
    for permission in operand.chars() {
        match permission {
            'r' => bits |= 0o444,
            'w' => bits |= 0o222,
            'x' => bits |= 0o111,
            's' => bits |= S_ISUID | S_ISGID,
            't' => bits |= S_ISVTX,
            'X' => execution = true,
            _ => return None,
        }
    }
    Some(if execution {
        Operand::BitsAndExecution(bits)
    } else {
        Operand::Bits(bits)
    })
}

/// The set-ID bits go with the owner and the group, the sticky bit with the others.
fn class_bits(class: char) -> Option<u32> {
    match class {
        'u' => Some(S_IRWXU | S_ISUID),
        'g' => Some(S_IRWXG | S_ISGID),
        'o' => Some(S_IRWXO | S_ISVTX),
        'a' => Some(ALL),
        _ => None,
    }
}

fn octal(text: &str) -> Option<u32> {
    let number = u32::from_str_radix(text, 8).ok()?;
    (text.chars().all(is_octal) && number <= ALL).then_some(number)
}

fn is_octal(c: char) -> bool {
    c.is_digit(8)
}

fn is_operator(c: char) -> bool {
    matches!(c, '+' | '-' | '=')
}

#[cfg(test)]
mod tests {
    use super::ModeChange;

    #[test]
    fn modes_mean_what_they_mean_to_chmod() {
        for (text, umask, expected) in [
            ("0", 0o022, 0),
            ("600", 0o022, 0o600),
            ("0640", 0o777, 0o640),
            ("07777", 0o022, 0o7777),
            ("000000644", 0o022, 0o644),
            ("u=rw,go=r", 0o022, 0o644),
            ("u=rw,g=r,o=", 0o022, 0o640),
            ("a=rwx", 0o022, 0o777),
            ("=", 0o022, 0),
            ("=rwx", 0o022, 0o755),
            ("=r", 0o022, 0o444),
            ("+", 0o022, 0o666),
            ("+x", 0o022, 0o777),
            ("+x", 0o111, 0o666),
            ("-w", 0o022, 0o466),
            ("-w", 0o222, 0o666),
            ("a-w", 0o222, 0o444),
            ("go-rw", 0o022, 0o600),
            ("ugo=r", 0o022, 0o444),
            ("u+x,g=u", 0o022, 0o776),
            ("u+x,g=u,o=g", 0o022, 0o777),
            ("g=o,o=", 0o022, 0o660),
            ("u-w,+u", 0o022, 0o466),
            ("u+x,=u", 0o022, 0o755),
            ("u=,g-w,o=u", 0o022, 0o040),
            ("u=rw-r", 0o022, 0o266),
            ("u=rw-r+x", 0o022, 0o366),
            ("g+w=r", 0o022, 0o646),
            ("+X", 0o022, 0o666),
            ("u+x,+X", 0o022, 0o777),
            ("u+x,go=X", 0o022, 0o711),
            ("u+x,g=rX,o=", 0o022, 0o750),
            ("u+s", 0o022, 0o4666),
            ("g+s", 0o022, 0o2666),
            ("o+s", 0o022, 0o666),
            ("+t", 0o022, 0o1666),
            ("u+t", 0o022, 0o666),
            ("a+st", 0o022, 0o7666),
            ("u+s,u=rw", 0o022, 0o666),
            ("=644", 0o777, 0o644),
            ("+111", 0o777, 0o777),
            ("-022", 0o022, 0o644),
            ("+x=600", 0o022, 0o600),
            ("u=rw,=600", 0o022, 0o600),
        ] {
            let change = ModeChange::parse(text).unwrap_or_else(|| panic!("{text:?} is a mode"));
            assert_eq!(
                change.apply(0o666, umask),
                expected,
                "{text:?} under {umask:03o}"
            );
        }
    }

    #[test]
    fn what_is_no_mode_is_refused() {
        for text in [
            "",
            "8",
            "9",
            "789",
            "08",
            "77777",
            "10000",
            "99999999999",
            "0x1ff",
            "600 ",
            " 600",
            "-600x",
            "u",
            "rw",
            "u=rw,",
            ",u=rw",
            "u=rw,,g=r",
            "u=q",
            "b=r",
            "u=ur",
            "g=uw",
            "u=rg",
            "u=7",
            "a+7",
            "+7=6",
            "+7r",
            "=rw7",
            "+77777",
            "u",
            "é=r",
            "u=é",
            "+-+é",
        ] {
            assert_eq!(ModeChange::parse(text), None, "{text:?}");
        }
    }
}
