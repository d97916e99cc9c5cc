//! Guests that are compiled into core modules of WASI 0.1, beside the components.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build::run;
use crate::{BuildError, GuestBuild, MODULE_TARGET};

/// The programs, and whether each is an example of the package `wasi-mknod`.
pub const MODULES: [(&str, bool); 4] = [
    ("mkfifo", true),
    ("mknod", true),
    ("makedevs", true),
    ("walk", false),
];

/// The folder of the modules in the folder of the compiled guests.
const FOLDER: &str = "modules";

impl GuestBuild {
    /// Where the core modules are, relative to [`output_dir`](Self::output_dir), if they could be
    /// compiled.
    pub fn modules() -> impl Iterator<Item = PathBuf> {
        MODULES.iter().map(|(name, _)| output_name(name))
    }

    /// Compiles core modules, if the toolchain has a standard library for them.
    pub(crate) fn compile_modules(&self) -> Result<(), BuildError> {
        if !self
            .toolchain
            .has_std(MODULE_TARGET)
            .map_err(BuildError::Rustc)?
        {
            return Ok(());
        }
        let mut command = self.cargo_for("build", MODULE_TARGET);
        command.args([
            "--package",
            "wasi-mknod",
            "--package",
            "wasi-mknod-test-programs",
        ]);
        for (name, example) in MODULES {
            command.args([if example { "--example" } else { "--bin" }, name]);
        }
        run(&mut command)?;
        let made = self.target_dir.join(MODULE_TARGET).join("debug");
        for (name, example) in MODULES {
            let folder = if example {
                made.join("examples")
            } else {
                made.clone()
            };
            let module = folder.join(format!("{name}.wasm"));
            let copy = self.output_dir().join(output_name(name));
            let parent = copy.parent().unwrap_or(&copy);
            fs::create_dir_all(parent)
                .and_then(|()| fs::copy(&module, &copy))
                .map_err(|error| BuildError::Copy(module.clone(), error))?;
        }
        Ok(())
    }
}

fn output_name(name: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{name}.wasm"))
}
