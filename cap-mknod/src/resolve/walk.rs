//! Directories beneath a directory, on Linux: by `openat2`, or by a walk that comes to the same.

use crate::sys::Errno;
use crate::sys::beneath::{Component, open_beneath, open_component, open_same};
use std::fs::File;

/// How many symbolic links the kernel follows in one path.
const MAX_LINKS: usize = 40;

/// Opens the directory `path` without leaving `start`.
pub(super) fn open_dir(start: &File, path: &str) -> Result<File, Errno> {
    match open_beneath(start, path) {
        // Only the kernel's own word counts. Without it the walk tells, which asks for every step.
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => walk(start, path),
        Err(Errno::XDEV) => Err(Errno::PERM),
        result => result,
    }
}

/// Opens the directory `path` one component after the other.
///
/// A handle is kept of every directory on the way, so that `..` goes back to where the walk came from, whatever has
/// been renamed since: it cannot lead out. That takes one descriptor a level.
///
/// This is not `cap_primitives`' own walk because that one looks at a component twice, first at what it opens and then
/// at its name, and answers `ENOTDIR` or `EINVAL` if somebody replaces the component in between.
fn walk(start: &File, path: &str) -> Result<File, Errno> {
    let mut links = 0;
    let mut way: Vec<File> = Vec::new();
    let mut todo = Vec::new();
    push(&mut todo, path.as_bytes())?;
    while let Some(name) = todo.pop() {
        let here = way.last().unwrap_or(start);
        match name.as_slice() {
            b"." => drop(open_same(here)?),
            b".." => {
                // Leading out comes second: the kernel looks up nothing in a directory that may not be searched.
                open_same(here)?;
                way.pop().ok_or(Errno::PERM)?;
            }
            name => match open_component(here, name)? {
                Component::Directory(dir) => way.push(dir),
                Component::Link(_) if links == MAX_LINKS => return Err(Errno::LOOP),
                Component::Link(target) => {
                    links += 1;
                    push(&mut todo, &target)?;
                }
            },
        }
    }
    way.pop().map_or_else(|| open_same(start), Ok)
}

/// Puts the components of `path` on the list of what is to be done, the first one on top.
fn push(todo: &mut Vec<Vec<u8>>, path: &[u8]) -> Result<(), Errno> {
    match path.first() {
        None => return Err(Errno::NOENT),
        Some(b'/') => return Err(Errno::PERM),
        Some(_) => {}
    }
    let names = path.split(|byte| *byte == b'/').rev();
    todo.extend(names.filter(|name| !name.is_empty()).map(<[u8]>::to_vec));
    Ok(())
}
