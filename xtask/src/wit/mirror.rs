//! A folder that holds copies of the files of another one.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The folder `to`, which is to hold what `from` holds.
pub(super) struct Mirror<'a> {
    pub(super) from: &'a Path,
    pub(super) to: &'a Path,
    /// The names of the files that are meant; all if there is no such list.
    pub(super) only: Option<&'a [&'a str]>,
}

/// What is wrong with one file of a copy. The path is relative to its folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// It is not there.
    Missing(PathBuf),
    /// Its content is another one.
    Content(PathBuf),
    /// The source has no such file.
    Surplus(PathBuf),
}

impl Difference {
    /// One line that names the file in the folder `to`, and its source.
    pub(super) fn describe(&self, to: &str, source: &str) -> String {
        let name = |path: &Path| Path::new(to).join(path).display().to_string();
        match self {
            Self::Missing(path) => format!("{}: missing, but there is one in {source}", name(path)),
            Self::Content(path) => format!("{}: differs from the one in {source}", name(path)),
            Self::Surplus(path) => format!("{}: there is none in {source}", name(path)),
        }
    }
}

impl Mirror<'_> {
    /// Compares the folders.
    pub(super) fn differences(&self) -> Result<Vec<Difference>> {
        if !self.from.is_dir() {
            bail!("there is no folder {}", self.from.display());
        }
        let mut source = read_tree(self.from)?;
        if let Some(only) = self.only {
            source.retain(|path, _| only.iter().any(|name| path == Path::new(name)));
            if let Some(name) = only
                .iter()
                .find(|name| !source.contains_key(Path::new(name)))
            {
                bail!("there is no {name} in {}", self.from.display());
            }
        }
        let mut copy = read_tree(self.to)?;
        let mut differences = Vec::new();
        for (path, content) in source {
            match copy.remove(&path) {
                None => differences.push(Difference::Missing(path)),
                Some(own) if own != content => differences.push(Difference::Content(path)),
                Some(_) => {}
            }
        }
        differences.extend(copy.into_keys().map(Difference::Surplus));
        Ok(differences)
    }

    /// Makes one difference go away, by a change in the copy.
    pub(super) fn mend(&self, difference: &Difference) -> Result<()> {
        match difference {
            Difference::Missing(path) | Difference::Content(path) => {
                let (from, to) = (self.from.join(path), self.to.join(path));
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent)
                        .with_context(|| format!("cannot make {}", parent.display()))?;
                }
                // Not `fs::copy`: that also copies the permissions, and packages in a registry may be read-only.
                let content =
                    fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
                fs::write(&to, content).with_context(|| format!("cannot write {}", to.display()))
            }
            Difference::Surplus(path) => {
                let path = self.to.join(path);
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
            }
        }
    }
}

/// Every file beneath `dir`; none if there is no such folder.
fn read_tree(dir: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = dir.join(&folder);
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.with_context(|| format!("cannot read {}", path.display()))?,
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
            let name = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                let content = fs::read(entry.path());
                files.insert(
                    name,
                    content.with_context(|| format!("cannot read {}", entry.path().display()))?,
                );
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for (path, content) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, content).expect("a file");
        }
        dir
    }

    #[test]
    fn differences_are_found_and_mended() {
        use Difference::{Content, Missing, Surplus};
        let source = [("a.wit", "a"), ("deps/b.wit", "b"), ("deps/c.wit", "c")];
        let only: &[&str] = &["a.wit"];
        for (copy, only, expected) in [
            (&source[..], None, vec![]),
            (&source[..2], None, vec![Missing("deps/c.wit".into())]),
            (
                &[],
                None,
                vec![
                    Missing("a.wit".into()),
                    Missing("deps/b.wit".into()),
                    Missing("deps/c.wit".into()),
                ],
            ),
            (
                &[("a.wit", "A"), source[1], source[2]],
                None,
                vec![Content("a.wit".into())],
            ),
            (
                &[source[0], source[1], source[2], ("deps/d.wit", "")],
                None,
                vec![Surplus("deps/d.wit".into())],
            ),
            (&source[..1], Some(only), vec![]),
            (&source[..2], Some(only), vec![Surplus("deps/b.wit".into())]),
        ] {
            let (from, to) = (tree(&source), tree(copy));
            let mirror = Mirror {
                from: from.path(),
                to: to.path(),
                only,
            };
            let found = mirror.differences().expect("both can be read");
            assert_eq!(found, expected, "{copy:?}");
            for difference in &found {
                mirror.mend(difference).expect("the copy can be changed");
            }
            assert_eq!(
                mirror.differences().expect("both can be read"),
                [],
                "{copy:?}"
            );
        }
    }

    #[test]
    fn a_listed_file_must_exist() {
        let (from, to) = (tree(&[("a.wit", "")]), tree(&[]));
        let mirror = Mirror {
            from: from.path(),
            to: to.path(),
            only: Some(&["b.wit"]),
        };
        let error = mirror.differences().expect_err("there is no b.wit");
        assert!(error.to_string().contains("b.wit"), "{error}");
    }

    #[test]
    fn a_missing_source_folder_is_no_empty_source() {
        let to = tree(&[("a.wit", "")]);
        let mirror = Mirror {
            from: &to.path().join("nowhere"),
            to: to.path(),
            only: None,
        };
        mirror.differences().expect_err("the source is not there");
    }
}
