//! `makedevs -d TABLE DIR`: fills a directory with the nodes of a device table, in the format of the
//! tools of that name of BusyBox, Buildroot and OpenEmbedded.

mod accounts;
mod attributes;
#[path = "../common/diagnostics.rs"]
mod diagnostics;
mod fields;
mod fill;
#[path = "../common/quoting.rs"]
mod quoting;
mod table;
mod tree;

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use diagnostics::{complain, describe, failure, invoked_as, print, usage_error};
use fill::{Failure, Options};
use lexopt::prelude::*;
use quoting::shell_quote;
use table::{BadLine, Entry, Format};

const HELP: &str = "\
[OPTION]... [-d TABLE] DIR
Make in the directory DIR what the device table TABLE lists.

  -d, -D, -f, --devtable=TABLE   read TABLE; without it, or if it is '-', read
                                   standard input
  -r, --root=DIR                 another way to name DIR
      --format=FORMAT            how TABLE is meant: buildroot (the default) or
                                   openembedded
      --ignore-owner             leave owners as they are
      --help                     show this help and exit
      --version                  show the version and exit

Each line of TABLE has these fields, and may leave out the last ones:
  name type mode uid gid major minor start increment count
'-' is an empty field, and '#' starts a comment. The types:
  b  block device            d  directory, made with its parents
  c  character device        f  regular file, which has to be there
  p  FIFO                    F  regular file, if it is there
  s  socket                  l  symbolic link, which has to be there
  r  all that is there, from the name on
Node types make what is not there. A node of b, c, p and s that is there has to
be as the table says. The others get the mode and the owner of the table.

The mode is octal, 0755 if empty, and not subject to the umask; -1 leaves the
mode of what is there. Users and groups are numbers, or names of DIR/etc/passwd
and DIR/etc/group; an empty field leaves them. A count of 2 or more makes a
range: name<start>, name<start+1>, ..., with minor numbers from minor on, in
steps of increment (1 if empty).

The tools that read such tables disagree, so there are two formats. buildroot
is that of BusyBox and Buildroot, whose command line this is. openembedded is
that of OpenEmbedded's makedevs and of mtd-utils: a count of 1 makes name<start>
and not name, f makes an empty file that is not there, and nodes that are there
get the mode and the owner of the table.

Every bad line is reported before anything is made. Then all is done that can
be, and what cannot be is reported. Exit status is 0 if all is as the table
says, and 1 if not. The same table twice changes nothing. Not supported are
|xattr lines, since WASI has no extended attributes. The host has to grant
devices and set-ID bits, mode and owner for changes of these, and directory or
mode for the modes of directories.";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    Help,
    Version,
    Fill {
        table: Option<PathBuf>,
        root: PathBuf,
        options: Options,
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
            options,
        }) => match read_table(table.as_deref(), &root, options) {
            Ok(entries) => run(&program, table.as_deref(), &root, &entries, options),
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
    let (mut table, mut root) = (None, None);
    let mut options = Options {
        format: Format::Buildroot,
        ignore_owner: false,
    };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('d' | 'D' | 'f') | Long("devtable") => table = Some(parser.value()?),
            Short('r') | Long("root") if root.is_none() => root = Some(parser.value()?),
            Value(value) if root.is_none() => root = Some(value),
            Long("format") => options.format = parser.value()?.parse_with(format)?,
            Long("ignore-owner") => options.ignore_owner = true,
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
        options,
    })
}

fn format(name: &str) -> Result<Format, &'static str> {
    match name {
        "buildroot" => Ok(Format::Buildroot),
        "openembedded" => Ok(Format::OpenEmbedded),
        _ => Err("formats are buildroot and openembedded"),
    }
}

/// Returns how messages call the table.
fn name_of(table: Option<&Path>) -> String {
    table.map_or_else(
        || "standard input".to_owned(),
        |path| path.display().to_string(),
    )
}

/// Reads the table, or answers everything that is wrong with it.
fn read_table(
    path: Option<&Path>,
    root: &Path,
    options: Options,
) -> Result<Vec<Entry>, Vec<String>> {
    let name = name_of(path);
    let read = match path {
        Some(path) => std::fs::read(path),
        None => {
            let mut text = Vec::new();
            io::stdin().read_to_end(&mut text).map(|_| text)
        }
    };
    let text = read.map_err(|error| {
        vec![format!(
            "cannot read {}: {}",
            shell_quote(&name),
            describe(&error)
        )]
    })?;
    let report = |bad_lines: Vec<BadLine>| {
        let reports = bad_lines
            .iter()
            .map(|bad| format!("{name}, line {}: {}", bad.line, bad.reason));
        reports
            .chain(["nothing was made, because of what is wrong with the table".to_owned()])
            .collect::<Vec<_>>()
    };
    let mut entries = table::parse(&text, options.format).map_err(report)?;
    if !options.ignore_owner {
        accounts::resolve(root, &mut entries).map_err(report)?;
    }
    Ok(entries)
}

fn run(
    program: &str,
    table: Option<&Path>,
    root: &Path,
    entries: &[Entry],
    options: Options,
) -> ExitCode {
    let name = name_of(table);
    let failures = match fill::fill(root, entries, options) {
        Ok(failures) => failures,
        Err(error) => {
            let root = shell_quote(&root.to_string_lossy());
            return failure(
                program,
                format_args!("cannot open directory {root}: {}", describe(&error)),
            );
        }
    };
    for failures in failures.chunk_by(Failure::is_like) {
        complain(program, format_args!("{name}, {}", report(failures)));
    }
    match failures.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Says in one sentence what failed, for the same reason, of one line of the table.
fn report(failures: &[Failure]) -> String {
    let Failure { line, path, reason } = &failures[0];
    let others = match failures.len() - 1 {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    format!(
        "line {line}: {} {}{others}{}",
        reason.before,
        shell_quote(path),
        reason.after
    )
}

#[cfg(test)]
mod tests {
    use super::{Format, Options, Request, read_arguments};

    #[test]
    fn arguments_name_a_table_and_a_directory() {
        let (buildroot, openembedded) = (Format::Buildroot, Format::OpenEmbedded);
        for (arguments, table, format, ignore_owner) in [
            (&["root"][..], None, buildroot, false),
            (&["-d", "-", "root"], None, buildroot, false),
            (&["-d", "table", "root"], Some("table"), buildroot, false),
            (&["root", "-f", "table"], Some("table"), buildroot, false),
            (&["-Dtable", "-r", "root"], Some("table"), buildroot, false),
            (&["--format=buildroot", "root"], None, buildroot, false),
            (
                &["--format", "openembedded", "root"],
                None,
                openembedded,
                false,
            ),
            (
                &["--devtable=table", "--root=root", "--ignore-owner"],
                Some("table"),
                buildroot,
                true,
            ),
        ] {
            let expected = Request::Fill {
                table: table.map(Into::into),
                root: "root".into(),
                options: Options {
                    format,
                    ignore_owner,
                },
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
            &["--format=busybox", "a"],
            &["--format", "a"],
        ] {
            assert!(
                read_arguments(arguments.iter().map(Into::into)).is_err(),
                "{arguments:?}"
            );
        }
    }
}
