//! Many calls of one kind, to be timed: what a benchmark tells a guest, in words.

use std::fmt;
use std::str::FromStr;

/// What to call, how often, and what every call is to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The call.
    pub operation: Operation,
    /// How many nodes there are in all.
    pub count: usize,
    /// What the path of each node begins with: nothing, or a directory and a slash.
    pub prefix: String,
    /// The mode of the nodes.
    pub mode: u16,
    /// `ok`, or the name of an error.
    pub answer: String,
}

/// The call that a [`Batch`] repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `mknod` of a FIFO, by the bare interface.
    Create,
    /// `mkfifo` of the guest crate, with an absolute path.
    CreateByCrate,
    /// `mknod` of the character device 1:3.
    CreateDevice,
    /// `mknod` of a FIFO where one is: always the same path.
    Again,
    /// `mknod-many` of FIFOs, so many at once.
    Many(usize),
    /// `stat-at` of a FIFO: always the same path.
    Stat,
    /// `create-directory-at` of `wasi:filesystem`.
    Directory,
}

/// The file name of the node that is always the same.
pub const SAME: &str = "same";

impl Batch {
    /// The paths of the nodes.
    pub fn paths(&self) -> Vec<String> {
        let Self { prefix, count, .. } = self;
        match self.operation {
            Operation::Again | Operation::Stat => {
                vec![format!("{prefix}{SAME}"); *count]
            }
            _ => (0..*count)
                .map(|number| format!("{prefix}n{number:06}"))
                .collect(),
        }
    }

    /// The words for a guest's command line.
    pub fn words(&self) -> [String; 5] {
        let Self {
            operation,
            count,
            prefix,
            mode,
            answer,
        } = self;
        [
            operation.to_string(),
            count.to_string(),
            prefix.clone(),
            mode.to_string(),
            answer.clone(),
        ]
    }

    /// Reads the guest's command line.
    ///
    /// # Panics
    ///
    /// If it was not made by [`words`](Self::words).
    pub fn from_command_line() -> Self {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let [operation, count, prefix, mode, answer] = &words[..] else {
            panic!("{words:?} are not the words of a batch");
        };
        Self {
            operation: operation.parse().expect("an operation"),
            count: count.parse().expect("a number"),
            prefix: prefix.clone(),
            mode: mode.parse().expect("a number"),
            answer: answer.clone(),
        }
    }

    /// Checks an answer: what fails at once is fast, and a figure for it would say nothing.
    ///
    /// # Panics
    ///
    /// If it is not the one that the batch expects.
    pub fn check<E, N: AsRef<str>>(&self, result: Result<(), E>, name: impl Fn(E) -> N) {
        match result {
            Ok(()) => assert_eq!("ok", self.answer),
            Err(error) => assert_eq!(name(error).as_ref(), self.answer),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => f.write_str("create"),
            Self::CreateDevice => f.write_str("create-device"),
            Self::CreateByCrate => f.write_str("create-by-crate"),
            Self::Again => f.write_str("again"),
            Self::Many(size) => write!(f, "many:{size}"),
            Self::Stat => f.write_str("stat"),
            Self::Directory => f.write_str("directory"),
        }
    }
}

impl FromStr for Operation {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let unknown = || format!("{word:?} is no operation");
        Ok(match word {
            "create" => Self::Create,
            "create-device" => Self::CreateDevice,
            "create-by-crate" => Self::CreateByCrate,
            "again" => Self::Again,
            "stat" => Self::Stat,
            "directory" => Self::Directory,
            _ => {
                let size = word.strip_prefix("many:").ok_or_else(unknown)?;
                Self::Many(size.parse().map_err(|_| unknown())?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn operations_survive_the_way_to_the_guest() {
        for operation in [
            Operation::Create,
            Operation::CreateDevice,
            Operation::CreateByCrate,
            Operation::Again,
            Operation::Many(10),
            Operation::Stat,
            Operation::Directory,
        ] {
            assert_eq!(operation.to_string().parse(), Ok(operation));
        }
        for word in ["", "many", "many:", "many:x", "creates"] {
            assert!(word.parse::<Operation>().is_err(), "{word:?}");
        }
    }
}
