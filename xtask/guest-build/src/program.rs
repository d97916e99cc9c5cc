//! The guest programs that there are.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A guest program: a component of the package `wasi-mknod-test-programs`, an example of the package
/// `wasi-mknod`, or a program that is a package of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// The name that cargo gives it.
    pub name: String,
    /// Whether cargo compiles it as an example. Programs of WASI 0.3 are examples too, of the type
    /// `cdylib`.
    pub example: bool,
}

impl Program {
    /// The folders with the programs, beneath the root of the workspace, and whether cargo compiles
    /// them as examples.
    const FOLDERS: [(&str, bool); 3] = [
        ("tests/programs/src/bin", false),
        ("tests/programs/examples", true),
        ("guest/examples", true),
    ];

    /// The programs that are packages of their own.
    const PACKAGES: [&str; 1] = ["unpack"];

    /// Lists the guest programs of the workspace `root`, those of each folder sorted by name.
    ///
    /// # Errors
    ///
    /// A folder cannot be read.
    pub fn list(root: &Path) -> Result<Vec<Self>, ProgramError> {
        let mut programs = Vec::new();
        for (folder, example) in Self::FOLDERS {
            let folder = root.join(folder);
            let mut names = names(&folder).map_err(|error| ProgramError(folder, error))?;
            names.sort();
            programs.extend(names.into_iter().map(|name| Self { name, example }));
        }
        programs.extend(Self::PACKAGES.map(|name| Self {
            name: name.to_owned(),
            example: false,
        }));
        Ok(programs)
    }
}

/// The names of the programs in `folder`: of its files `NAME.rs` and `NAME/main.rs`.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let source = match path.is_dir() {
            true => path.join("main.rs"),
            false => path.clone(),
        };
        if source
            .extension()
            .is_some_and(|extension| extension == "rs")
            && source.is_file()
        {
            let name = path.file_stem().unwrap_or_default();
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Why [`Program::list`] failed: a folder cannot be read.
#[derive(Debug)]
pub struct ProgramError(PathBuf, io::Error);

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.0.display(), self.1)
    }
}

impl std::error::Error for ProgramError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_folders() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let programs = Program::list(&root).unwrap();
        for (name, example) in [
            ("programs", false),
            ("programs_p3", true),
            ("mkfifo", true),
            ("makedevs", true),
            ("unpack", false),
        ] {
            let name = name.to_owned();
            assert!(programs.contains(&Program { name, example }));
        }
        assert!(programs.iter().all(|program| program.name != "common"));
    }
}
