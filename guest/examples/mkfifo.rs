//! `mkfifo [-m MODE] NAME...`: makes FIFOs, with the options, messages and exit statuses of the GNU
//! program.

mod common;

use std::process::ExitCode;

use common::diagnostics::{complain, describe, failure, invoked_as, print, usage_error};
use common::options::{Options, Reading, Request};
use common::quoting::shell_quote;

const HELP: &str = "\
[OPTION]... NAME...
Make a FIFO (named pipe) at each NAME.

  -m, --mode=MODE       the permissions of the FIFOs, as for chmod, instead of
                          a=rw less the umask
  -Z, --context[=CTX]   accepted and ignored: WASI has no security contexts
      --help            show this help and exit
      --version         show the version and exit

MODE is an octal number or symbolic, such as u=rw,g=r. Exit status is 0 if
every FIFO was made, and 1 if not.";

fn main() -> ExitCode {
    let program = invoked_as("mkfifo");
    let reading = Reading {
        posixly_correct: std::env::var_os("POSIXLY_CORRECT").is_some(),
        warn: |warning: &str| complain(&program, warning),
    };
    match reading.parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => print(&program, format_args!("Usage: {program} {HELP}")),
        Ok(Request::Version) => print(
            &program,
            concat!("mkfifo (wasi-mknod) ", env!("CARGO_PKG_VERSION")),
        ),
        Ok(Request::Run(options)) => run(&program, &options),
        Err(mistake) => usage_error(&program, mistake),
    }
}

fn run(program: &str, options: &Options) -> ExitCode {
    if options.operands.is_empty() {
        return usage_error(program, "missing operand");
    }
    let mode = match options.mode() {
        Ok(mode) => mode,
        Err(message) => return failure(program, message),
    };
    let mut status = ExitCode::SUCCESS;
    for name in &options.operands {
        if let Err(error) = wasi_mknod::mkfifo(name, mode) {
            let (name, error) = (shell_quote(name), describe(&error));
            status = failure(program, format_args!("cannot create fifo {name}: {error}"));
        } else if let Err(error) = options.settle_mode(name, mode) {
            let (name, error) = (shell_quote(name), describe(&error));
            let message = format_args!("cannot set permissions of {name}: {error}");
            status = failure(program, message);
        }
    }
    status
}
