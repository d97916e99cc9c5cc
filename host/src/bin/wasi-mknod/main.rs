//! `wasi-mknod`: runs a WebAssembly component that may make special files in the directories it is given.

mod args;
mod component;
mod policy;
mod run;
mod versions;

use clap::Parser as _;
use std::process::ExitCode;

/// The exit status of a run that failed before the guest could choose one.
const FAILED: u8 = 1;
/// The exit status of a command line that makes no sense.
const BAD_USAGE: u8 = 2;

fn main() -> ExitCode {
    let args::Args { command } = match args::Args::try_parse() {
        Ok(args) => args,
        // Help and version are not errors.
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            eprintln!("wasi-mknod: {}", one_line(&error.to_string()));
            return ExitCode::from(BAD_USAGE);
        }
    };
    let args::Command::Run(options) = command;
    log_to_stderr(options.verbose);
    match run::run(&options) {
        Ok(status) => status,
        Err(error) => {
            // `{:#}` puts the causes behind the error.
            eprintln!("wasi-mknod: {}", one_line(&format!("{error:#}")));
            ExitCode::from(FAILED)
        }
    }
}

/// Puts a message on one line, without the usage that follows an error of the command line.
fn one_line(message: &str) -> String {
    let paragraphs = message.split("\n\n");
    let kept =
        paragraphs.take_while(|text| !text.starts_with("Usage:") && !text.starts_with("For more"));
    let words: Vec<&str> = kept.flat_map(str::split_whitespace).collect();
    let line = words.join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "wasi_mknod_wasmtime=debug,warn",
        _ => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
}

#[cfg(test)]
mod tests {
    use super::{args, one_line};
    use clap::Parser as _;

    #[test]
    fn errors_of_the_command_line_take_one_line_and_name_the_culprit() {
        let table: &[(&[&str], &str)] = &[
            (&["run"], "<COMPONENT>"),
            (&["walk"], "'walk'"),
            (
                &["run", "--device", "c 1", "x.wasm"],
                "bad device rule `c 1`",
            ),
            (&["run", "--allow", "fifo,disk", "x.wasm"], "`disk`"),
            (
                &["run", "--open-device", "c 1:3 m", "x.wasm"],
                "of `r` and `w`",
            ),
            (&["run", "--umask", "9", "x.wasm"], "octal number"),
            (&["run", "--dir", "::/", "x.wasm"], "HOST::GUEST"),
            (&["run", "--env", "A", "x.wasm"], "NAME=VALUE"),
            (&["run", "--max-nodes", "-1", "x.wasm"], "'-1'"),
        ];
        for (arguments, part) in table {
            let arguments = std::iter::once(&"wasi-mknod").chain(*arguments);
            let error = args::Args::try_parse_from(arguments).unwrap_err();
            let line = one_line(&error.to_string());
            assert!(line.contains(part), "{line}");
            assert!(!line.contains('\n') && !line.contains("Usage"), "{line}");
        }
    }
}
