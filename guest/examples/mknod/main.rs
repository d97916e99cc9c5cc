//! `mknod [-m MODE] NAME TYPE [MAJOR MINOR]`: makes a FIFO or a device node, with the options,
//! messages and exit statuses of the GNU program.

#[path = "../common/mod.rs"]
mod common;
mod operands;
mod quoting;

use std::process::ExitCode;

use common::diagnostics::{complain, describe, failure, invoked_as, print, usage_error};
use common::options::{Options, Reading, Request};
use common::quoting::shell_quote;
use operands::{Mistake, read_operands};
use quoting::shell_quote_if_needed;
use wasi_mknod::{Mode, NodeOptions};

const HELP: &str = "\
[OPTION]... NAME TYPE [MAJOR MINOR]
Make the special file NAME of the given TYPE.

  -m, --mode=MODE       the permissions of the file, as for chmod, instead of
                          a=rw less the umask
  -Z, --context[=CTX]   accepted and ignored: WASI has no security contexts
      --help            show this help and exit
      --version         show the version and exit

TYPE is one of
  b      block device
  c, u   character device
  p      FIFO

A device needs MAJOR and MINOR, a FIFO has none. Both are decimal, octal with
a leading 0, or hexadecimal with a leading 0x. The host must grant a device to
the guest, or it answers 'Operation not permitted'. MODE is an octal number or
symbolic, such as u=rw,g=r. Exit status is 0 if the file was made, and 1 if not.";

fn main() -> ExitCode {
    let program = invoked_as("mknod");
    let reading = Reading {
        posixly_correct: std::env::var_os("POSIXLY_CORRECT").is_some(),
        warn: |warning: &str| complain(&program, warning),
    };
    match reading.parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => print(&program, format_args!("Usage: {program} {HELP}")),
        Ok(Request::Version) => print(
            &program,
            concat!("mknod (wasi-mknod) ", env!("CARGO_PKG_VERSION")),
        ),
        Ok(Request::Run(options)) => run(&program, &options),
        Err(mistake) => usage_error(&program, mistake),
    }
}

fn run(program: &str, options: &Options) -> ExitCode {
    let mode = match options.mode() {
        Ok(mode) => Mode::from_raw_mode(mode),
        Err(message) => return failure(program, message),
    };
    let (name, node_type) = match read_operands(&options.operands) {
        Ok(node) => node,
        Err(Mistake::Usage(message)) => return usage_error(program, message),
        Err(Mistake::Number(message)) => return failure(program, message),
    };
    if let Err(error) = NodeOptions::new(node_type).mode(mode).create(name) {
        let (name, error) = (shell_quote_if_needed(name), describe(&error));
        return failure(program, format_args!("{name}: {error}"));
    }
    match options.settle_mode(name, mode.as_raw_mode()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let (name, error) = (shell_quote(name), describe(&error));
            let message = format_args!("cannot set permissions of {name}: {error}");
            failure(program, message)
        }
    }
}
