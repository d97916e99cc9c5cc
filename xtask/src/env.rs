//! `cargo xtask env`: the environment for the cargo of others.

use anyhow::{Context, Result};

use crate::{process, setup};

/// Prints commands for a shell, after which plain `cargo` compiles guests as `cargo xtask` does.
pub(crate) fn run() -> Result<()> {
    let guests = setup::guests()?;
    for (name, value) in guests.toolchain.variables() {
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
