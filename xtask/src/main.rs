//! Developer commands of this workspace: `cargo xtask help` lists them.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[cfg(unix)]
mod bench;
#[cfg(unix)]
mod demo;
mod env;
mod go;
mod guests;
mod js;
mod process;
mod python;
mod runner;
mod setup;
mod sources;
mod target_dir;
mod test;
mod workspace;

const ENVIRONMENT: &str = "\
Guests are compiled by the toolchain in use, to which rustup adds a target, or by Debian's packages where rustup cannot.
WASI_MKNOD_GUEST_TOOLCHAIN=rustup or =debian in the environment chooses one.";

/// Developer commands of wasi-mknod.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = ENVIRONMENT)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up, build, and show special files being made by WebAssembly guests.
    Demo,
    /// Set up, and run every test; as root, run them as an ordinary user as well.
    Test(test::Arguments),
    /// Set up, build with optimisation, and measure against the system calls.
    #[cfg(unix)]
    Bench(bench::Arguments),
    /// Set up, and compile the guest programs.
    Guests(guests::Arguments),
    /// Set up, and print for a shell the environment in which plain cargo compiles guests: eval
    /// "$(cargo xtask env)".
    Env,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        #[cfg(unix)]
        Command::Demo => demo::run(),
        #[cfg(not(unix))]
        Command::Demo => Err(anyhow::anyhow!(
            "the demo needs a system with FIFOs: Linux, macOS or a BSD"
        )),
        Command::Test(arguments) => test::run(&arguments),
        #[cfg(unix)]
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Guests(arguments) => guests::run(&arguments),
        Command::Env => env::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
