//! A directory with all that is in it.

use std::io;

use wasi_mknod::bindings::types::FileType;
use wasi_mknod::{Dir, Metadata};
use wasip2::filesystem::types::ErrorCode;

use crate::attributes::Reason;
use crate::diagnostics::describe;

/// Calls `visit` with the node `path` and with all beneath it, each directory before what is in it,
/// and returns what failed. Symbolic links are not followed.
pub(crate) fn walk(
    dir: &Dir,
    path: &str,
    mut visit: impl FnMut(&str, &Metadata) -> Result<(), Reason>,
) -> Vec<(String, Reason)> {
    let mut failures = Vec::new();
    let mut todo = vec![path.to_owned()];
    while let Some(path) = todo.pop() {
        let found = match dir.symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) => {
                failures.push((path, Reason::cannot("look at", &describe(&error))));
                continue;
            }
        };
        // The names are read before a change of the mode takes the right to do so.
        let names = match found.file_type() {
            FileType::Directory => list(dir, &path),
            _ => Ok(Vec::new()),
        };
        if let Err(reason) = visit(&path, &found) {
            failures.push((path.clone(), reason));
        }
        match names {
            Ok(names) => todo.extend(names.into_iter().rev().map(|name| join(&path, &name))),
            Err(error) => failures.push((path, Reason::cannot("list", &describe(&error)))),
        }
    }
    failures
}

/// Returns the names of what is in a directory, sorted.
fn list(dir: &Dir, path: &str) -> io::Result<Vec<String>> {
    let error = |code: ErrorCode| io::Error::other(code.message());
    let directory = dir.open_dir(path)?;
    let entries = directory.as_descriptor().read_directory().map_err(error)?;
    let mut names = Vec::new();
    while let Some(entry) = entries.read_directory_entry().map_err(error)? {
        names.push(entry.name);
    }
    names.sort();
    Ok(names)
}

fn join(path: &str, name: &str) -> String {
    match path {
        "." => name.to_owned(),
        _ => format!("{path}/{name}"),
    }
}
