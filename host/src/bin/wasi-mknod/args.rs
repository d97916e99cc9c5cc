//! The command line.

use crate::grants::{Grants, Scoped};
use crate::policy::parse_devices;
use crate::values::{Dir, parse_duration, parse_size, parse_umask, parse_variable};
use crate::wasmtime_options::WasmtimeOptions;
use clap::{
    ArgAction, Args as ClapArgs, CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use wasi_mknod_wasmtime::{DeviceRule, Devices, Mode, OpenDeviceRule};

/// Run WebAssembly that may create special files: FIFOs, sockets, device nodes.
#[derive(Debug, Parser)]
#[command(name = "wasi-mknod", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a component of the world wasi:cli/command, or a core module of WASI 0.1.
    Run(Box<Options>),
}

impl Args {
    /// Parses a command line.
    pub(crate) fn of(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let command = Self::command().mut_subcommand("run", |run| {
            let hide = |run: clap::Command, id| run.mut_arg(id, |argument| argument.hide(true));
            WasmtimeOptions::HIDDEN.into_iter().fold(run, hide)
        });
        Self::from_arg_matches(&command.try_get_matches_from(words)?)
    }
}

/// What `--help` says below the options.
const BELOW: &str = "\
Exit status: that of the guest, 1 if the run fails, 2 for a bad command line, 124 if the time of \
--timeout is over, 128 + N on signal N (SIGINT, SIGTERM).

Fixed limits: 64 MiB handed over in one call of the host, 100,000 descriptors and streams, \
1,000,000 table elements, 1,000 core instances, 1,000 tables, 100 memories, 1,000 lines of the log \
in a second, of which 20 without -v and RUST_LOG.";

#[derive(Debug, ClapArgs)]
#[command(about = "Run a component of the world wasi:cli/command, or a core module of WASI 0.1.")]
#[command(after_long_help = BELOW)]
pub(crate) struct Options {
    /// Give the guest the directory HOST under the name GUEST (default: HOST); `:ro` for reading
    /// only.
    #[arg(long = "dir", value_name = "HOST[::GUEST][:ro]")]
    pub(crate) dirs: Vec<Dir>,
    /// What the guest may create: fifo, socket, regular-file, directory, set-id, or none; and change:
    /// mode, owner; absolute-link: symbolic links with absolute targets.
    ///
    /// With `GUEST::` in front the grants hold for the directory of that name only.
    #[arg(
        long,
        value_name = "[GUEST::]TYPE[,TYPE]...",
        default_value = "fifo,socket,regular-file"
    )]
    pub(crate) allow: Vec<Scoped<Grants>>,
    /// Let the guest create device nodes that match RULE, such as 'c 1:3 m', /dev/fuse, or an OCI
    /// object.
    ///
    /// `!` in front denies; the last match decides. With `GUEST::` in front the rule holds for the
    /// directory of that name only, after the rules for all directories.
    #[arg(long = "device", value_name = "[GUEST::]RULE")]
    pub(crate) devices: Vec<Scoped<DeviceRule>>,
    /// Let the guest open devices, such as 'c 1:3 rw'; 'c 1:3 rw emulate' has the host serve it.
    #[arg(long = "open-device", value_name = "RULE")]
    pub(crate) open_devices: Vec<OpenDeviceRule>,
    /// Make devices and owners real, recorded, or auto: recorded if need be (default: real).
    #[arg(
        long = "devices",
        value_name = "HOW",
        default_value = "real",
        hide_default_value = true
    )]
    #[arg(value_parser = parse_devices)]
    pub(crate) how_devices: Devices,
    /// Give the guest a /dev of its own, or GUEST: null, zero, random, tty, stdin, fd/ and others.
    #[arg(long, value_name = "GUEST", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "/dev")]
    pub(crate) dev: Option<String>,
    /// The umask with which the guest starts (default: 022).
    #[arg(long, value_name = "OCTAL", default_value = "022", value_parser = parse_umask)]
    #[arg(hide_default_value = true)]
    pub(crate) umask: Mode,
    /// Let the guest create at most N nodes.
    #[arg(long, value_name = "N")]
    pub(crate) max_nodes: Option<u64>,
    /// Let the guest have at most N ends of FIFOs open at a time (default: 4096).
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4096,
        hide_default_value = true
    )]
    pub(crate) max_open_fifos: usize,
    /// End the run after this time, compiling included, such as 90s, 500ms (default: none).
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(crate) timeout: Option<Duration>,
    /// Bound the memories of the guest together, such as 512M.
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = parse_size)]
    pub(crate) max_memory: u64,
    /// Let the guest execute about N instructions (default: no limit).
    #[arg(long, value_name = "N")]
    pub(crate) fuel: Option<u64>,
    /// Keep compiled code in DIR/wasi-mknod (default: $XDG_CACHE_HOME or ~/.cache).
    ///
    /// Other users may own or write neither DIR nor a directory above it. Without this option such
    /// a directory is not used. A process with more privileges than its user keeps no compiled
    /// code.
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
    /// Do not keep compiled code from one run to the next.
    #[arg(long, conflicts_with = "cache")]
    pub(crate) no_cache: bool,
    /// Set an environment variable of the guest; without a value, to that of this process.
    #[arg(long = "env", value_name = "NAME[=VALUE]", value_parser = parse_variable)]
    pub(crate) variables: Vec<(String, Option<String>)>,
    /// Call a function in place of `run`: of a component as in `f("x")`, of a module by its name.
    #[arg(long, value_name = "FUNCTION")]
    pub(crate) invoke: Option<String>,
    /// Run COMPONENT also if it is compiled already: native code, for which there is no sandbox.
    #[arg(long)]
    pub(crate) allow_precompiled: bool,
    #[command(flatten)]
    pub(crate) wasmtime: WasmtimeOptions,
    /// Log each decision; twice, log everything. The variable RUST_LOG overrides this option.
    #[arg(short, long, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// The component or core module to run, and its arguments, which are passed on as they are.
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

#[cfg(test)]
mod tests {
    use super::{Args, Command};
    use clap::{CommandFactory as _, Parser as _};
    use std::path::Path;

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
}
