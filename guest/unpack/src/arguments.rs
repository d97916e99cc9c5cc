//! The command line.

use crate::tree::Owners;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
[OPTION]... SOURCE DIR
   or: unpack [OPTION]... --list SOURCE
Unpack SOURCE into the directory DIR, which is made if it is not there.

SOURCE is a tar archive, '-' for one on standard input, or the directory of an
OCI image layout, whose layers are unpacked in order. Archives and layers may
be compressed by gzip or zstd.

  -t, --list             show what is in SOURCE in place of unpacking it
      --layer            SOURCE is a layer of an image: names that begin with
                           '.wh.' remove what is in DIR
      --same-owner       take it as a failure if a link or FIFO cannot have the
                           owner and group of the archive
      --no-same-owner    leave owners and groups as the host sets them
      --reference=NAME   take the image of this name from a layout
      --platform=OS/ARCHITECTURE[/VARIANT]
                         take the image for this platform from a layout
      --help             show this help and exit
      --version          show the version and exit

Everything is restored that WASI has a call for: files with their holes,
directories, symbolic and hard links, FIFOs, devices, modes, owners, and times.
Where owners are recorded, those of symbolic links and FIFOs cannot be, which
has one line.
What exists is replaced, but for a directory that is not empty. Nothing is made
outside of DIR. For each thing that is skipped, standard error has a line that
says why.

The host has to grant what is restored. With the runner wasi-mknod:
  --allow fifo,mode,owner       FIFOs, modes and owners
  --allow set-id                set-user-ID and set-group-ID bits
  --allow absolute-link         symbolic links to absolute paths
  --device 'c *:* m' --device 'b *:* m'
                                devices
  --devices recorded|auto       devices and owners where the user of the host
                                  may not make them

Exit status is 0 if all was unpacked, and 1 if not.";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Help,
    Version,
    Run(Options),
}

/// The options of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) source: PathBuf,
    /// Where to unpack; `None` to list.
    pub(crate) directory: Option<PathBuf>,
    pub(crate) layer: bool,
    pub(crate) owners: Owners,
    pub(crate) choice: Choice,
}

/// Which image of a layout is meant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) reference: Option<String>,
    pub(crate) platform: Option<String>,
}

/// Reads the command line after the name of the program.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Request, lexopt::Error> {
    let (mut list, mut layer, mut owners) = (false, false, Owners::Kept);
    let mut choice = Choice::default();
    let mut operands = Vec::new();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('t') | Long("list") => list = true,
            Long("layer") => layer = true,
            Long("same-owner") => owners = Owners::All,
            Long("no-same-owner") => owners = Owners::Host,
            Long("reference") => choice.reference = Some(parser.value()?.string()?),
            Long("platform") => choice.platform = Some(platform(parser.value()?.string()?)?),
            Long("help") => return Ok(Request::Help),
            Long("version") => return Ok(Request::Version),
            Value(operand) if operands.len() < if list { 1 } else { 2 } => operands.push(operand),
            _ => return Err(argument.unexpected()),
        }
    }
    let mut operands = operands.into_iter().map(PathBuf::from);
    let source = operands.next();
    let source = source.ok_or("missing operand: the archive or image layout to unpack")?;
    let directory = match (operands.next(), list) {
        (None, false) => return Err("missing operand: the directory to unpack into".into()),
        (Some(_), true) => return Err("with --list there is no directory to unpack into".into()),
        (directory, _) => directory,
    };
    Ok(Request::Run(Options {
        source,
        directory,
        layer,
        owners,
        choice,
    }))
}

fn platform(platform: String) -> Result<String, lexopt::Error> {
    let parts: Vec<_> = platform.split('/').collect();
    match (2..=3).contains(&parts.len()) && parts.iter().all(|part| !part.is_empty()) {
        true => Ok(platform),
        false => Err(format!("'{platform}' is no platform: write one as 'linux/arm64'").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Options, Owners, Request, read};

    fn options(source: &str, directory: Option<&str>) -> Options {
        Options {
            source: source.into(),
            directory: directory.map(Into::into),
            layer: false,
            owners: Owners::Kept,
            choice: Choice::default(),
        }
    }

    #[test]
    fn a_source_goes_into_a_directory() {
        let plain = options("a.tar", Some("dir"));
        let listed = options("a.tar", None);
        let layer = Options {
            layer: true,
            owners: Owners::Host,
            ..options("-", Some("dir"))
        };
        let choice = Choice {
            reference: Some("latest".to_owned()),
            platform: Some("linux/arm/v7".to_owned()),
        };
        let image = Options {
            choice,
            ..options("image", Some("dir"))
        };
        for (arguments, expected) in [
            (&["a.tar", "dir"][..], plain),
            (&["-t", "a.tar"], listed),
            (&["--layer", "-", "--no-same-owner", "dir"], layer),
            (
                &[
                    "--reference=latest",
                    "--platform",
                    "linux/arm/v7",
                    "image",
                    "dir",
                ],
                image,
            ),
        ] {
            let read = read(arguments.iter().map(Into::into)).ok();
            assert_eq!(read, Some(Request::Run(expected)), "{arguments:?}");
        }
    }

    #[test]
    fn other_command_lines_are_refused() {
        for arguments in [
            &[][..],
            &["a.tar"],
            &["--list"],
            &["a.tar", "dir", "more"],
            &["--list", "a.tar", "dir"],
            &["a.tar", "dir", "--list"],
            &["--platform=linux", "a", "b"],
            &["--platform=linux/", "a", "b"],
            &["-q", "a", "b"],
        ] {
            let read = read(arguments.iter().map(Into::into));
            assert!(read.is_err(), "{arguments:?}");
        }
    }
}
