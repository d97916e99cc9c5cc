//! The guest programs that there are.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A guest program: a binary of the package `wasi-mknod-test-programs`, or an example of the package `wasi-mknod`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// The name that cargo gives it.
    pub name: String,
    /// Whether it is an example, and not a test program.
    pub example: bool,
    /// Whether it is a library of the type `cdylib`, as programs of WASI 0.3 are.
    pub library: bool,
    /// The source file with its `main`.
    pub source: PathBuf,
}

impl Program {
    /// The folder with the test programs, beneath the root of the workspace.
    pub const TESTS: &str = "tests/programs/src/bin";
    /// The folder with the test programs of WASI 0.3, beneath the root of the workspace.
    pub const LIBRARIES: &str = "tests/programs/examples";
    /// The folder with the examples, beneath the root of the workspace.
    pub const EXAMPLES: &str = "guest/examples";

    /// Lists the guest programs of the workspace `root`, sorted by name, test programs first.
    ///
    /// # Errors
    ///
    /// A folder cannot be read, or a program has a name that the tests cannot use.
    pub fn list(root: &Path) -> Result<Vec<Self>, ProgramError> {
        let mut programs = list_folder(&root.join(Self::TESTS), false, false)?;
        programs.extend(list_folder(&root.join(Self::LIBRARIES), false, true)?);
        programs.extend(list_folder(&root.join(Self::EXAMPLES), true, false)?);
        Ok(programs)
    }

    /// What groups the program with others: the name up to the first `_`, or `example`.
    pub fn prefix(&self) -> &str {
        if self.example {
            "example"
        } else {
            self.name.split('_').next().unwrap_or_default()
        }
    }

    /// The name by which tests know the program: its own, or `example_` and its own.
    pub fn test_name(&self) -> String {
        if self.example {
            format!("example_{}", self.name.replace('-', "_"))
        } else {
            self.name.clone()
        }
    }
}

fn list_folder(folder: &Path, example: bool, library: bool) -> Result<Vec<Program>, ProgramError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| ProgramError::Read(folder.to_owned(), error))?,
    };
    let mut programs = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| ProgramError::Read(folder.to_owned(), error))?
            .path();
        let source = if path.is_dir() {
            path.join("main.rs")
        } else {
            path.clone()
        };
        if source.extension().is_none_or(|extension| extension != "rs") || !source.is_file() {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !is_usable(&name, example) {
            return Err(ProgramError::Name(source));
        }
        programs.push(Program {
            name,
            example,
            library,
            source,
        });
    }
    programs.sort();
    Ok(programs)
}

fn is_usable(name: &str, example: bool) -> bool {
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if example {
        return name.split('-').all(word);
    }
    name.split_once('_')
        .is_some_and(|(prefix, rest)| word(prefix) && !rest.is_empty() && word(name))
}

/// Why [`Program::list`] failed.
#[derive(Debug)]
pub enum ProgramError {
    /// A folder cannot be read.
    Read(PathBuf, io::Error),
    /// A test program is not named `<prefix>_<name>`, or a name has other characters than `a-z`, `0-9` and `_`.
    Name(PathBuf),
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Name(path) => {
                write!(
                    f,
                    "{}: name a test program <prefix>_<name>.rs, with a-z, 0-9 and _ only",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for ProgramError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, example, usable) in [
            ("mknod_smoke", false, true),
            ("mknod_2_links", false, true),
            ("mknod", false, false),
            ("mknod_", false, false),
            ("_mknod", false, false),
            ("mknod-smoke", false, false),
            ("Mknod_smoke", false, false),
            ("mkfifo", true, true),
            ("make-devs", true, true),
            ("make--devs", true, false),
            ("2dev", true, false),
        ] {
            assert_eq!(is_usable(name, example), usable, "{name}");
        }
    }

    #[test]
    fn prefixes() {
        let program = |name: &str, example| Program {
            name: name.into(),
            example,
            library: false,
            source: PathBuf::new(),
        };
        assert_eq!(program("mknod_path_table", false).prefix(), "mknod");
        assert_eq!(
            program("mknod_path_table", false).test_name(),
            "mknod_path_table"
        );
        assert_eq!(program("make-devs", true).prefix(), "example");
        assert_eq!(program("make-devs", true).test_name(), "example_make_devs");
    }
}
