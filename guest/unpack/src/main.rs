//! `unpack ARCHIVE DIR`: unpacks archives and image layers with all that is in them.

mod archive;
mod arguments;
#[path = "../../examples/common/diagnostics.rs"]
mod diagnostics;
mod input;
mod layout;
mod list;
#[path = "../../examples/common/permissions.rs"]
mod permissions;
mod progress;
#[path = "../../examples/common/quoting.rs"]
mod quoting;
mod report;
mod run;
mod source;
mod tree;
mod zstd;

use arguments::Request;
use diagnostics::{invoked_as, print, usage_error};
use std::process::ExitCode;

fn main() -> ExitCode {
    let program = invoked_as("unpack");
    match arguments::read(std::env::args_os().skip(1)) {
        Ok(Request::Help) => print(
            &program,
            format_args!("Usage: {program} {}", arguments::HELP),
        ),
        Ok(Request::Version) => print(
            &program,
            concat!("unpack (wasi-mknod) ", env!("CARGO_PKG_VERSION")),
        ),
        Ok(Request::Run(options)) => run::run(program, &options),
        Err(error) => usage_error(&program, error),
    }
}
