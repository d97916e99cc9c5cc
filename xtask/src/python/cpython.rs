//! The tests that come with an installed CPython.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::sources;

/// What is taken of the package `test`: what the program in `tests/programs/python` imports, and
/// what that imports.
const FILES: [&str; 9] = [
    "__init__.py",
    "archiver_tests.py",
    "mapping_tests.py",
    "support",
    "test_glob.py",
    "test_os.py",
    "test_posix.py",
    "test_shutil.py",
    "test_stat.py",
];

/// The oldest CPython whose tests are taken: those before know less of what the one in the
/// component does.
const OLDEST: u32 = 13;

/// The package `test` of a CPython 3.
#[derive(Debug)]
pub(super) struct CpythonTests {
    minor: u32,
    folder: PathBuf,
}

impl CpythonTests {
    /// Finds the newest one that is installed.
    pub(super) fn find() -> Option<Self> {
        let roots = roots();
        let mut found: Vec<_> = roots.iter().flat_map(|root| in_library(root)).collect();
        found.sort_by_key(|tests| tests.minor);
        found.pop()
    }

    /// The version of that CPython.
    pub(super) fn version(&self) -> String {
        format!("3.{}", self.minor)
    }

    /// Makes in `folder` a package `test` of them.
    pub(super) fn copy_to(&self, folder: &Path) -> Result<()> {
        let package = folder.join("test");
        sources::remove(&package)?;
        for name in FILES {
            sources::copy(&self.folder.join(name), &package.join(name))?;
        }
        Ok(())
    }
}

/// Where installations have their folders `lib`: systems, and pyenv.
fn roots() -> Vec<PathBuf> {
    let mut roots = vec![PathBuf::from("/usr/lib"), PathBuf::from("/usr/local/lib")];
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let versions = pyenv.and_then(|pyenv| fs::read_dir(pyenv.join("versions")).ok());
    for version in versions.into_iter().flatten().flatten() {
        roots.push(version.path().join("lib"));
    }
    roots
}

fn in_library(root: &Path) -> Vec<CpythonTests> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| {
        let minor = minor(entry.file_name().to_str()?)?;
        let folder = entry.path().join("test");
        let complete = FILES.iter().all(|name| folder.join(name).exists());
        (minor >= OLDEST && complete).then_some(CpythonTests { minor, folder })
    });
    found.collect()
}

/// The minor version in the name of a library folder, `python3.13`.
fn minor(name: &str) -> Option<u32> {
    name.strip_prefix("python3.")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_folders_have_versions() {
        for (name, version) in [
            ("python3.13", Some(13)),
            ("python3.9", Some(9)),
            ("python3", None),
            ("python2.7", None),
            ("python3.13t", None),
        ] {
            assert_eq!(minor(name), version, "{name}");
        }
    }

    #[test]
    fn only_complete_packages_of_new_versions_count() {
        let root = tempfile::tempdir().expect("a folder");
        for (library, files) in [
            ("python3.12", &FILES[..]),
            ("python3.13", &FILES),
            ("python3.14", &FILES[1..]),
        ] {
            let package = root.path().join(library).join("test");
            fs::create_dir_all(&package).expect("folders");
            for name in files {
                fs::write(package.join(name), "").expect("a file");
            }
        }
        let found = in_library(root.path());
        let versions: Vec<_> = found.iter().map(CpythonTests::version).collect();
        assert_eq!(versions, ["3.13"]);
        let to = tempfile::tempdir().expect("a folder");
        found[0].copy_to(to.path()).expect("it can be copied");
        assert!(to.path().join("test/test_posix.py").exists());
    }
}
