//! `makedevs -d TABLE DIR`: fills a directory with the nodes of a device table, in the format of
//! BusyBox's and Buildroot's tool of that name.

#[path = "../common/diagnostics.rs"]
mod diagnostics;
mod fields;
mod fill;
#[path = "../common/quoting.rs"]
mod quoting;
mod table;

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use diagnostics::{complain, describe, failure, invoked_as, print, usage_error};
use fill::Failure;
use lexopt::prelude::*;
use quoting::shell_quote;
use table::Entry;

const HELP: &str = "\
[OPTION]... [-d TABLE] DIR
Make in the directory DIR what the device table TABLE lists.

  -d, -D, -f, --devtable=TABLE   read TABLE; without it, or if it is '-', read
                                   standard input
  -r, --root=DIR                 another way to name DIR
      --ignore-owner             do not warn that owners are not set
      --help                     show this help and exit
      --version                  show the version and exit

Each line of TABLE has these fields, and may leave out the last ones:
  name type mode uid gid major minor start increment count
'-' is an empty field, and '#' starts a comment. The types:
  b  block device            f  empty regular file
  c  character device        p  FIFO
  d  directory, made with its parents; one that exists stays as it is
  s  socket (not in other tools of this name)
The mode is octal, 0755 if empty, and not subject to the umask. A count of 2 or
more makes a range: name<start>, name<start+1>, ..., with minor numbers from
minor on, in steps of increment (1 if empty).

Every bad line is reported before anything is made. Then everything is made
that can be, and what cannot be is reported. Exit status is 0 if all was made,
and 1 if not. What other tools do and WASI cannot:
  * set owners: all belongs to the user as whom the host runs;
  * change what exists: it is an error if something else than a directory is
    there already, and the types 'F' and 'r' and '|xattr' lines are refused;
  * set the mode of a directory, unless the host grants the node type
    'directory' to the guest.
Devices and set-ID bits must be granted by the host too.";

const OWNERS_IGNORED: &str = "WASI cannot set owners, so everything belongs to the user as whom the host runs \
                              (--ignore-owner silences this)";

const MODES_IGNORED: &str = "the host does not grant the node type 'directory', without which WASI cannot set the mode of one";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    Help,
    Version,
    Fill {
        table: Option<PathBuf>,
        root: PathBuf,
        ignore_owner: bool,
    },
}

fn main() -> ExitCode {
    let program = invoked_as("makedevs");
    match read_arguments(std::env::args_os().skip(1)) {
        Ok(Request::Help) => print(&program, format_args!("Usage: {program} {HELP}")),
        Ok(Request::Version) => print(
            &program,
            concat!("makedevs (wasi-mknod) ", env!("CARGO_PKG_VERSION")),
        ),
        Ok(Request::Fill {
            table,
            root,
            ignore_owner,
        }) => match read_table(table.as_deref()) {
            Ok(entries) => run(&program, &root, &entries, ignore_owner),
            Err(messages) => {
                messages
                    .iter()
                    .for_each(|message| complain(&program, message));
                ExitCode::FAILURE
            }
        },
        Err(error) => usage_error(&program, error),
    }
}

fn read_arguments(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, lexopt::Error> {
    let (mut table, mut root, mut ignore_owner) = (None, None, false);
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('d' | 'D' | 'f') | Long("devtable") => table = Some(parser.value()?),
            Short('r') | Long("root") if root.is_none() => root = Some(parser.value()?),
            Value(value) if root.is_none() => root = Some(value),
            Long("ignore-owner") => ignore_owner = true,
            Long("help") => return Ok(Request::Help),
            Long("version") => return Ok(Request::Version),
            _ => return Err(argument.unexpected()),
        }
    }
    let root = root.ok_or("missing operand: the directory to fill")?.into();
    let table = table.filter(|table| table != "-").map(PathBuf::from);
    Ok(Request::Fill {
        table,
        root,
        ignore_owner,
    })
}

/// Reads the table, or answers everything that is wrong with it.
fn read_table(path: Option<&Path>) -> Result<Vec<Entry>, Vec<String>> {
    let (name, read) = match path {
        Some(path) => (path.display().to_string(), std::fs::read(path)),
        None => {
            let mut text = Vec::new();
            (
                "standard input".to_owned(),
                io::stdin().read_to_end(&mut text).map(|_| text),
            )
        }
    };
    let text = read.map_err(|error| {
        vec![format!(
            "cannot read {}: {}",
            shell_quote(&name),
            describe(&error)
        )]
    })?;
    table::parse(&text).map_err(|bad_lines| {
        let reports = bad_lines
            .iter()
            .map(|bad| format!("{name}, line {}: {}", bad.line, bad.reason));
        reports
            .chain(["nothing was made, because of what is wrong with the table".to_owned()])
            .collect()
    })
}

fn run(program: &str, root: &Path, entries: &[Entry], ignore_owner: bool) -> ExitCode {
    let outcome = match fill::fill(root, entries) {
        Ok(outcome) => outcome,
        Err(error) => {
            let root = shell_quote(&root.to_string_lossy());
            return failure(
                program,
                format_args!("cannot open directory {root}: {}", describe(&error)),
            );
        }
    };
    let owners = entries.iter().filter(|entry| entry.names_owner).count();
    if owners > 0 && !ignore_owner {
        complain(
            program,
            format_args!("warning: {OWNERS_IGNORED}; lines that name one: {owners}"),
        );
    }
    if outcome.default_modes > 0 {
        let directories = outcome.default_modes;
        complain(
            program,
            format_args!("warning: {MODES_IGNORED}; directories without it: {directories}"),
        );
    }
    for failures in outcome.failures.chunk_by(Failure::is_like) {
        complain(program, report(failures));
    }
    if outcome.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Says in one sentence what failed, for the same reason, of one line of the table.
fn report(failures: &[Failure]) -> String {
    let Failure { line, path, error } = &failures[0];
    let others = match failures.len() - 1 {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    format!(
        "line {line}: cannot make {}{others}: {}",
        shell_quote(path),
        describe(error)
    )
}

#[cfg(test)]
mod tests {
    use super::{Request, read_arguments};

    #[test]
    fn arguments_name_a_table_and_a_directory() {
        for (arguments, table, ignore_owner) in [
            (&["root"][..], None, false),
            (&["-d", "-", "root"], None, false),
            (&["-d", "table", "root"], Some("table"), false),
            (&["root", "-f", "table"], Some("table"), false),
            (&["-Dtable", "-r", "root"], Some("table"), false),
            (
                &["--devtable=table", "--root=root", "--ignore-owner"],
                Some("table"),
                true,
            ),
        ] {
            let expected = Request::Fill {
                table: table.map(Into::into),
                root: "root".into(),
                ignore_owner,
            };
            assert_eq!(
                read_arguments(arguments.iter().map(Into::into)).ok(),
                Some(expected),
                "{arguments:?}"
            );
        }
        for arguments in [
            &[][..],
            &["-d"],
            &["a", "b"],
            &["-r", "a", "b"],
            &["-r", "a", "-r", "b"],
            &["-q", "a"],
        ] {
            assert!(
                read_arguments(arguments.iter().map(Into::into)).is_err(),
                "{arguments:?}"
            );
        }
    }
}
