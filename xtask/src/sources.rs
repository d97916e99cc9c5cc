//! Digests and copies of folders of sources.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::Path;

use anyhow::{Context, Result};

/// Folders that Python and npm make by themselves.
const MADE: [&str; 2] = ["__pycache__", "node_modules"];

/// A short text that is another one after a file beneath `folder` has changed.
pub(crate) fn digest(folder: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    add(folder, &mut hasher)?;
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(folder: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let context = || format!("cannot read {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let entry = entry.with_context(context)?;
        if !is_made(&entry.file_name()) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    for path in paths {
        path.file_name().hash(hasher);
        if path.is_dir() {
            add(&path, hasher)?;
        } else {
            let content = fs::read(&path);
            content
                .with_context(|| format!("cannot read {}", path.display()))?
                .hash(hasher);
        }
    }
    Ok(())
}

fn is_made(name: &OsStr) -> bool {
    MADE.iter().any(|made| name == *made)
}

/// Makes `to` a copy of the file or folder `from`, and nothing else.
pub(crate) fn copy_afresh(from: &Path, to: &Path) -> Result<()> {
    remove(to)?;
    copy(from, to)
}

/// Copies a file or a folder.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let context = || format!("cannot copy {} to {}", from.display(), to.display());
    if from.is_dir() {
        for entry in fs::read_dir(from).with_context(context)? {
            let name = entry.with_context(context)?.file_name();
            if !is_made(&name) {
                copy(&from.join(&name), &to.join(&name))?;
            }
        }
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).with_context(context)?;
    }
    // Not `fs::copy`: that also copies the permissions, and an installation may be read-only.
    let content = fs::read(from).with_context(context)?;
    fs::write(to, content).with_context(context)
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Removes a file, if it is there.
pub(crate) fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let mut digests = vec![digest(path).expect("it can be read")];
        let mut next = || digests.push(digest(path).expect("it can be read"));
        fs::write(path.join("a"), "1").expect("a file");
        next();
        fs::write(path.join("a"), "2").expect("a file");
        next();
        fs::rename(path.join("a"), path.join("b")).expect("a file");
        next();
        fs::create_dir(path.join(MADE[0])).expect("a folder");
        next();
        assert_eq!(digests[3], digests[4]);
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), 4);
    }
}
