//! Programs of other people, brought from the package registry and compiled without a change.

use std::path::{Path, PathBuf};

use crate::build::run;
use crate::{BuildError, GuestBuild};

/// A program that knows nothing of this project, for tests of what programs find in an unchanged
/// standard library.
#[derive(Clone, Copy, Debug)]
pub struct Foreign {
    /// The package in the registry.
    pub package: &'static str,
    /// Its version. The versions of what it depends on are those of its own `Cargo.lock`.
    pub version: &'static str,
    /// The program in it.
    pub program: &'static str,
}

impl Foreign {
    /// All of them.
    pub const ALL: [Self; 1] = [Self {
        package: "uu_uniq",
        version: "0.12.0",
        program: "uniq",
    }];

    /// The folder of these programs in the folder of the compiled guests.
    const FOLDER: &str = "foreign";

    /// Where the program is, relative to [`GuestBuild::output_dir`].
    pub fn output_name(&self) -> PathBuf {
        Path::new(Self::FOLDER)
            .join("bin")
            .join(format!("{}.wasm", self.program))
    }
}

impl GuestBuild {
    /// Compiles a program of other people, unless it is there.
    ///
    /// # Errors
    ///
    /// Cargo fails, for one because it cannot reach the registry.
    pub fn install(&self, foreign: &Foreign) -> Result<(), BuildError> {
        let mut command = self.cargo("install");
        command.arg(foreign.package);
        command.args(["--version", foreign.version, "--locked", "--root"]);
        run(command.arg(self.output_dir().join(Foreign::FOLDER)))
    }
}
