//! The command line.

use crate::policy::{Grants, Scoped};
use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use wasi_mknod_wasmtime::{DeviceRule, Mode, OpenDeviceRule};
use wasmtime_wasi::FsPerms;

/// Run WebAssembly components that may create special files: FIFOs, sockets, device nodes.
#[derive(Debug, Parser)]
#[command(name = "wasi-mknod", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a component of the world wasi:cli/command.
    Run(Options),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Options {
    /// Give the guest the directory HOST, under the name GUEST (HOST if there is none), `:ro` for reading only.
    #[arg(long = "dir", value_name = "HOST[::GUEST][:ro]")]
    pub(crate) dirs: Vec<Dir>,
    /// What the guest may create, instead of the default: fifo, socket, regular-file, directory, set-id, or none.
    ///
    /// With `GUEST::` in front this holds for the directory of that name only.
    #[arg(
        long,
        value_name = "[GUEST::]TYPE[,TYPE]...",
        default_value = "fifo,socket,regular-file"
    )]
    pub(crate) allow: Vec<Scoped<Grants>>,
    /// Let the guest create device nodes that match RULE, such as 'c 1:3 m'. `!` in front denies; the last match wins.
    ///
    /// With `GUEST::` in front this holds for the directory of that name only, after the rules for all directories.
    #[arg(long = "device", value_name = "[GUEST::]RULE")]
    pub(crate) devices: Vec<Scoped<DeviceRule>>,
    /// Let the guest open devices that match RULE, such as 'c 1:3 rw' or 'c 1:5 r'. `!` in front denies.
    #[arg(long = "open-device", value_name = "RULE")]
    pub(crate) open_devices: Vec<OpenDeviceRule>,
    /// The umask with which the guest starts.
    #[arg(long, value_name = "OCTAL", default_value = "022", value_parser = parse_umask)]
    pub(crate) umask: Mode,
    /// Let the guest create at most N nodes.
    #[arg(long, value_name = "N")]
    pub(crate) max_nodes: Option<u64>,
    /// Set an environment variable of the guest.
    #[arg(long = "env", value_name = "K=V", value_parser = parse_variable)]
    pub(crate) variables: Vec<(String, String)>,
    /// Log each decision; twice, log everything. The variable RUST_LOG goes before this option.
    #[arg(short, long, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// The component to run, and its arguments, which are passed on as they are.
    // One option for both: of two, the second would lose a `--` at its start.
    #[arg(value_name = "COMPONENT", required = true, trailing_var_arg = true)]
    program: Vec<String>,
}

impl Options {
    /// The component to run.
    pub(crate) fn component(&self) -> &Path {
        Path::new(self.program.first().map_or("", String::as_str))
    }

    /// What the guest sees as its arguments: the name of the component goes first.
    pub(crate) fn arguments(&self) -> &[String] {
        &self.program
    }
}

/// A directory for the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dir {
    pub(crate) host: PathBuf,
    pub(crate) guest: String,
    pub(crate) perms: FsPerms,
}

impl FromStr for Dir {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (names, perms) = match text.strip_suffix(":ro") {
            Some(names) => (names, FsPerms::ReadOnly),
            None => (text, FsPerms::ReadWrite),
        };
        let (host, guest) = names.split_once("::").unwrap_or((names, names));
        if host.is_empty() || guest.is_empty() {
            return Err(
                "a directory is given as HOST, HOST::GUEST or one of these with :ro".to_owned(),
            );
        }
        Ok(Self {
            host: host.into(),
            guest: guest.to_owned(),
            perms,
        })
    }
}

fn parse_umask(text: &str) -> Result<Mode, String> {
    let bits = u16::from_str_radix(text, 8)
        .ok()
        .filter(|bits| *bits <= 0o777);
    bits.map(Mode::from_bits_truncate)
        .filter(|_| !text.starts_with('+'))
        .ok_or_else(|| "a umask is an octal number from 0 to 777".to_owned())
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("an environment variable is given as NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, Command, Dir, parse_umask, parse_variable};
    use clap::{CommandFactory as _, Parser as _};
    use std::path::Path;
    use wasmtime_wasi::FsPerms::{self, ReadOnly, ReadWrite};

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn everything_behind_the_component_is_for_the_guest() {
        let table: &[(&[&str], &[&str])] = &[
            (&["x.wasm"], &["x.wasm"]),
            (&["x.wasm", "--", "--dir"], &["x.wasm", "--", "--dir"]),
            (&["-v", "x.wasm", "-v"], &["x.wasm", "-v"]),
            (&["--", "x.wasm", "--"], &["x.wasm", "--"]),
        ];
        for (words, expected) in table {
            let words = ["wasi-mknod", "run"].iter().chain(*words);
            let Command::Run(options) = Args::parse_from(words).command;
            assert_eq!(options.arguments(), *expected);
            assert_eq!(options.component(), Path::new("x.wasm"));
        }
        assert!(Args::try_parse_from(["wasi-mknod", "run", "--dri", "x.wasm"]).is_err());
    }

    #[test]
    fn directories() {
        type Parts = (&'static str, &'static str, FsPerms);
        let table: &[(&str, Option<Parts>)] = &[
            ("/srv", Some(("/srv", "/srv", ReadWrite))),
            ("/srv:ro", Some(("/srv", "/srv", ReadOnly))),
            ("/srv::/", Some(("/srv", "/", ReadWrite))),
            ("a:b::/x:ro", Some(("a:b", "/x", ReadOnly))),
            ("C:ro::/x", Some(("C:ro", "/x", ReadWrite))),
            ("", None),
            ("::/", None),
            ("/srv::", None),
            (":ro", None),
        ];
        for (text, expected) in table {
            let dir = text.parse::<Dir>().ok();
            let found = dir
                .as_ref()
                .map(|dir| (dir.host.to_str().unwrap(), dir.guest.as_str(), dir.perms));
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn umasks_and_variables() {
        for (text, expected) in [("022", Some(0o22)), ("777", Some(0o777)), ("0", Some(0))] {
            assert_eq!(parse_umask(text).ok().map(|mode| mode.bits()), expected);
        }
        for text in ["", "8", "1000", "+22", "-1", "0x12"] {
            assert!(parse_umask(text).is_err(), "{text:?}");
        }
        assert_eq!(parse_variable("A=b=c"), Ok(("A".into(), "b=c".into())));
        assert!(parse_variable("A").is_err());
        assert!(parse_variable("=b").is_err());
    }
}
