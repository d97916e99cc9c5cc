//! `wasi-mknod`: runs a WebAssembly component that may create special files in the directories it
//! is given.

mod args;
mod cache;
mod component;
mod environment;
mod grants;
mod http;
mod invoke;
mod limits;
mod linker;
mod logging;
mod policy;
mod run;
mod state;
mod sys;
mod usage;
mod values;
mod wasmtime_options;
mod watchdog;

use std::process::ExitCode;
use wasmtime::Result;

/// The exit status of a run that failed before the guest could choose one, and of a trap.
const FAILED: u8 = 1;
/// The exit status of a bad command line.
const BAD_USAGE: u8 = 2;

fn main() -> ExitCode {
    let args::Args { command } = match args::Args::of(std::env::args_os()) {
        Ok(args) => args,
        // Help and version are not errors.
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            eprintln!("wasi-mknod: {}", usage::message(&error));
            return ExitCode::from(BAD_USAGE);
        }
    };
    let args::Command::Run(mut options) = command;
    if let Err(error) = wasmtime_options::settle(&mut options) {
        eprintln!("wasi-mknod: {error}");
        return ExitCode::from(BAD_USAGE);
    }
    logging::start(options.verbose);
    match start(&options) {
        Ok(status) => status,
        Err(error) => {
            // `{:#}` appends the causes to the error. Backtraces of guests have line breaks.
            let text = format!("{error:#}");
            let words: Vec<&str> = text.split_whitespace().collect();
            eprintln!("wasi-mknod: {}", words.join(" "));
            ExitCode::from(FAILED)
        }
    }
}

fn start(options: &args::Options) -> Result<ExitCode> {
    let runtime = watchdog::start(options.timeout)?;
    let _entered = runtime.enter();
    run::run(options)
}
