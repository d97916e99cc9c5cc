//! `mkfifo [-m MODE] NAME...`: makes FIFOs, with the options, messages and exit statuses of the GNU program.

mod common;

use std::process::ExitCode;

use common::diagnostics::{complain, describe, print, quote, usage_error};
use common::options::{CONTEXT_IGNORED, Options, Request, parse};

const PROGRAM: &str = "mkfifo";

const HELP: &str = "\
Usage: mkfifo [OPTION]... NAME...
Make a FIFO (named pipe) at each NAME.

  -m, --mode=MODE       the permissions of the FIFOs, as for chmod, instead of
                          a=rw less the umask
  -Z, --context[=CTX]   accepted and ignored: WASI has no security contexts
      --help            show this help and exit
      --version         show the version and exit

MODE is an octal number or symbolic, such as u=rw,g=r. Exit status is 0 if
every FIFO was made, and 1 if not.";

fn main() -> ExitCode {
    match parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => print(PROGRAM, HELP),
        Ok(Request::Version) => print(
            PROGRAM,
            concat!("mkfifo (wasi-mknod) ", env!("CARGO_PKG_VERSION")),
        ),
        Ok(Request::Run(options)) => run(&options),
        Err(error) => usage_error(PROGRAM, error),
    }
}

fn run(options: &Options) -> ExitCode {
    if options.operands.is_empty() {
        return usage_error(PROGRAM, "missing operand");
    }
    if options.context {
        complain(PROGRAM, CONTEXT_IGNORED);
    }
    let mode = match options.mode() {
        Ok(mode) => mode,
        Err(message) => {
            complain(PROGRAM, message);
            return ExitCode::FAILURE;
        }
    };
    let mut status = ExitCode::SUCCESS;
    for name in &options.operands {
        if let Err(error) = wasi_mknod::mkfifo(name, mode) {
            complain(
                PROGRAM,
                format_args!("cannot create fifo {}: {}", quote(name), describe(&error)),
            );
            status = ExitCode::FAILURE;
        }
    }
    status
}
