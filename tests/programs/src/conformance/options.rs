//! The command line of the guest.

use crate::Kind;
use std::io::{Error, ErrorKind, Result};

/// What a host lets the guest do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    Fifo,
    Socket,
    RegularFile,
    Directory,
    SetId,
    Mode,
    Owner,
    Device,
    /// The host overrides `wasi:filesystem` for special files.
    Filesystem,
}

impl Grant {
    const ALL: [(&str, Self); 9] = [
        ("fifo", Self::Fifo),
        ("socket", Self::Socket),
        ("regular-file", Self::RegularFile),
        ("directory", Self::Directory),
        ("set-id", Self::SetId),
        ("mode", Self::Mode),
        ("owner", Self::Owner),
        ("device", Self::Device),
        ("filesystem", Self::Filesystem),
    ];

    /// The grant that a node type takes.
    pub(super) fn of(kind: Kind) -> Self {
        match kind {
            Kind::RegularFile => Self::RegularFile,
            Kind::Directory => Self::Directory,
            Kind::Fifo => Self::Fifo,
            Kind::Socket => Self::Socket,
            Kind::CharacterDevice(..) | Kind::BlockDevice(..) => Self::Device,
        }
    }

    /// The name on the command line.
    pub(super) fn name(self) -> &'static str {
        let row = Self::ALL.iter().find(|(_, grant)| *grant == self);
        row.map_or("", |(name, _)| name)
    }

    fn parse(word: &str) -> Result<Self> {
        let row = Self::ALL.iter().find(|(name, _)| *name == word);
        row.map(|(_, grant)| *grant).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(name, _)| *name).collect();
            invalid(format!(
                "`{word}` is no grant; the grants are {}",
                names.join(", ")
            ))
        })
    }
}

/// What the command line says.
#[derive(Debug)]
pub(super) struct Options {
    granted: Vec<Grant>,
    unsupported: Vec<Grant>,
    pub(super) list: bool,
    pub(super) umask: u16,
    pub(super) quota: Option<usize>,
    pub(super) read_only: bool,
    filters: Vec<String>,
}

impl Options {
    /// Parses the arguments after the name of the program.
    pub(super) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            granted: Vec::new(),
            unsupported: Vec::new(),
            list: false,
            umask: 0o022,
            quota: None,
            read_only: false,
            filters: Vec::new(),
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                let value = arguments.next();
                value.ok_or_else(|| invalid(format!("`{argument}` takes a value")))
            };
            match &*argument {
                "--granted" => options.granted.extend(grants(&value()?)?),
                "--unsupported" => options.unsupported.extend(grants(&value()?)?),
                "--list" => options.list = true,
                "--read-only" => options.read_only = true,
                "--umask" => {
                    options.umask = u16::from_str_radix(&value()?, 8)
                        .map_err(|error| invalid(format!("--umask: {error}")))?;
                }
                "--quota" => {
                    let quota = value()?.parse();
                    options.quota =
                        Some(quota.map_err(|error| invalid(format!("--quota: {error}")))?);
                }
                option if option.starts_with('-') => {
                    return Err(invalid(format!("there is no option `{option}`")));
                }
                _ => options.filters.push(argument),
            }
        }
        Ok(options)
    }

    pub(super) fn has(&self, grant: Grant) -> bool {
        self.granted.contains(&grant) && !self.lacks(grant)
    }

    /// Whether the host cannot do this, for anybody.
    pub(super) fn lacks(&self, grant: Grant) -> bool {
        self.unsupported.contains(&grant)
    }

    /// Whether a row is asked for: its name contains one of the filters, if there is any.
    pub(super) fn selects(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter))
    }

    /// The type of node for rows that hold for all of them.
    pub(super) fn kind(&self) -> Option<Kind> {
        let kinds = [Kind::Fifo, Kind::RegularFile, Kind::Socket];
        kinds.into_iter().find(|kind| self.has(Grant::of(*kind)))
    }
}

fn grants(list: &str) -> Result<Vec<Grant>> {
    let words = list.split(',').filter(|word| !word.is_empty());
    words.map(Grant::parse).collect()
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::{Grant, Options};
    use crate::Kind;

    fn parse(line: &str) -> std::io::Result<Options> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_and_filters() {
        let options = parse("--granted socket,set-id --umask 077 --quota 3 order: many:").unwrap();
        assert!(options.has(Grant::SetId) && !options.has(Grant::Fifo));
        assert_eq!((options.umask, options.quota), (0o077, Some(3)));
        assert_eq!(options.kind(), Some(Kind::Socket));
        assert!(options.selects("order: x") && !options.selects("paths: x"));
        let options = parse("--unsupported socket --granted socket").unwrap();
        assert!(options.lacks(Grant::Socket) && !options.has(Grant::Socket));
        assert!(parse("").unwrap().selects("paths: x"));
        for line in [
            "--granted",
            "--granted pipe",
            "--umask 9",
            "--quota x",
            "--x",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
