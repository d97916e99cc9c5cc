//! Programs in the language of Zig, which the compiler makes core modules of.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::compiler::zig_command;
use super::error::run;
use super::{CBuild, CError, Compiler};

/// The folder with the programs, beneath the root of the workspace.
const FOLDER: &str = "tests/programs/zig";

impl CBuild {
    /// Compiles the programs in Zig, if the compiler is zig.
    pub(super) fn compile_zig(&self, compiler: &Compiler) -> Result<(), CError> {
        let Compiler::Zig(zig) = compiler else {
            return Ok(());
        };
        let failed = |error| CError::Io("cannot list the programs in Zig".to_owned(), error);
        for source in sources(&self.root).map_err(failed)? {
            let module = self.made(compiler, output_name(&source))?;
            let mut command = zig_command(zig, &self.cache());
            command
                .args(["build-exe", "-target", "wasm32-wasi", "-OReleaseSmall"])
                .arg("--export=cabi_import_realloc")
                .arg(&source)
                .arg(format!("-femit-bin={}", module.display()));
            run(&mut command)?;
        }
        Ok(())
    }
}

/// The names of the modules that are made of the programs in Zig.
pub(super) fn outputs(root: &Path) -> io::Result<Vec<String>> {
    Ok(sources(root)?
        .iter()
        .map(|source| output_name(source))
        .collect())
}

fn sources(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(root.join(FOLDER))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "zig") {
            sources.push(path);
        }
    }
    sources.sort();
    Ok(sources)
}

fn output_name(source: &Path) -> String {
    let name = source.file_stem().unwrap_or_default().to_string_lossy();
    format!("zig-{name}.module.wasm")
}
