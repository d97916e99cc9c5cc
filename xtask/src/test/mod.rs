//! `cargo xtask test`: every test, and as root some of them twice.

#[cfg(unix)]
mod executables;
#[cfg(unix)]
mod ordinary_user;

use std::process::Command;

use anyhow::Result;
use guest_build::GuestBuild;

use crate::{go, js, process, python, setup, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only tests with this in their names.
    filter: Option<String>,
    /// For the test programs, as with `cargo test`: `--list`, `--include-ignored`.
    #[arg(last = true)]
    options: Vec<String>,
}

impl Arguments {
    fn words(&self) -> impl Iterator<Item = &String> {
        self.filter.iter().chain(&self.options)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let guests = setup::all_guests()?;
    setup::foreign(&guests);
    python::build(&guests)?;
    js::build(&guests)?;
    go::build(&guests)?;
    if !process::is_root() {
        println!(
            "One run: every test, as an ordinary user. What needs root is counted as ignored."
        );
        process::run(cargo_test(&guests).arg("--").args(arguments.words()))?;
        println!("Every test passed that was not ignored.");
        return Ok(());
    }
    println!("First of two runs: every test, as root.");
    process::run(cargo_test(&guests).arg("--").args(arguments.words()))?;
    println!("Second of two runs: the tests of hosts and guests, as an ordinary user.");
    #[cfg(unix)]
    ordinary_user::run(&guests, arguments)?;
    println!("Every test passed that was not ignored, as root and as an ordinary user.");
    Ok(())
}

/// `cargo test` with everything that has tests. The guest programs have theirs in the tests that
/// run them.
fn cargo_test(guests: &GuestBuild) -> Command {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root());
    command.arg("test").args(workspace::NATIVE);
    guests.describe_to(&mut command);
    command
}
