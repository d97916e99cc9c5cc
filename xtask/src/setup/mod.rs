//! Finds, or installs, a toolchain that can compile guests.
//!
//! The toolchain that is in use is taken if it has the standard library of the guests' target. If
//! not, rustup is asked to add it. Where rustup cannot, because there is none or because it gets no
//! download, Debian's packages are the other way. The environment variable
//! `WASI_MKNOD_GUEST_TOOLCHAIN` chooses one: `rustup` or `debian`.

mod c;
mod debian;
pub(crate) mod go;
pub(crate) mod js;
pub(crate) mod python;
mod rustup;

use std::env;

use anyhow::{Context, Result, bail};
use guest_build::{Foreign, GuestBuild, TARGET};

use crate::target_dir;
use crate::workspace;

const CHOICE: &str = "WASI_MKNOD_GUEST_TOOLCHAIN";

/// Which ways may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Any,
    Rustup,
    Debian,
}

/// Makes sure that guests can be compiled, and answers how.
pub(crate) fn guests() -> Result<GuestBuild> {
    let target_dir = target_dir::find()?;
    let toolchain = match choice()? {
        Choice::Rustup => rustup::toolchain()?,
        Choice::Debian => debian::toolchain(&target_dir)?,
        Choice::Any => match rustup::toolchain() {
            Ok(toolchain) => toolchain,
            Err(error) => {
                eprintln!("{error:#}");
                eprintln!("Trying Debian's packages instead.");
                debian::toolchain(&target_dir).with_context(|| {
                    format!("there is no toolchain for {TARGET}: neither rustup nor Debian's packages have one")
                })?
            }
        },
    };
    Ok(GuestBuild::new(workspace::root(), &target_dir, toolchain))
}

/// Compiles programs of other people for the tests that use them. Those that it cannot bring are
/// left out.
pub(crate) fn foreign(guests: &GuestBuild) {
    for foreign in &Foreign::ALL {
        if let Err(error) = guests.install(foreign) {
            eprintln!(
                "Left out: tests with the program `{}` of the package {} {}. {error}",
                foreign.program, foreign.package, foreign.version
            );
        }
    }
}

/// As [`guests`], with what there is for guests in C; what is not to be had is left out, and said.
pub(crate) fn all_guests() -> Result<GuestBuild> {
    let mut build = guests()?;
    build.c = c::tools(&target_dir::find()?);
    Ok(build)
}

fn choice() -> Result<Choice> {
    let Some(value) = env::var_os(CHOICE) else {
        return Ok(Choice::Any);
    };
    parse(&value.to_string_lossy())
}

fn parse(value: &str) -> Result<Choice> {
    Ok(match value {
        "" => Choice::Any,
        "rustup" => Choice::Rustup,
        "debian" => Choice::Debian,
        other => bail!("{CHOICE} is {other:?}: it may be `rustup`, `debian`, or not set"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices() {
        for (value, choice) in [
            ("", Choice::Any),
            ("rustup", Choice::Rustup),
            ("debian", Choice::Debian),
        ] {
            assert_eq!(parse(value).expect(value), choice);
        }
        let error = parse("Debian")
            .expect_err("names are in lower case")
            .to_string();
        assert!(
            error.contains(CHOICE) && error.contains("`debian`"),
            "{error}"
        );
    }
}
