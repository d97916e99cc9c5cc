//! `cargo xtask env`: prints the environment in which plain cargo compiles guests.

use anyhow::{Context, Result};

use crate::{process, setup};

/// Prints commands for a shell, after which plain `cargo` compiles guests as `cargo xtask` does.
pub(crate) fn run() -> Result<()> {
    let guests = setup::all_guests()?;
    let variables = guests.toolchain.variables().into_iter();
    for (name, value) in variables.chain(guests.c.variables()) {
        match value {
            None => println!("unset {name}"),
            Some(value) => {
                let value = value
                    .to_str()
                    .with_context(|| format!("{} is no UTF-8", value.display()))?;
                println!("export {name}={}", process::quote(value));
            }
        }
    }
    Ok(())
}
