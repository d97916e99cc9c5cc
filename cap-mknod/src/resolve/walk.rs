//! Directories beneath a directory on Linux: with `openat2`, or with an equivalent component walk.

use crate::sys::Errno;
use crate::sys::beneath::{Component, open_beneath, open_component, open_same};
use std::fs::File;

/// The limit of the kernel on symbolic links in one path.
const MAX_LINKS: usize = 40;

/// Opens the directory `path`, in which a name is to be looked up, without leaving `start`.
///
/// The last component of `path` is not the last one of the guest's path. The kernel applies
/// `fs.protected_symlinks` to a link that is the last component, and to no other.
pub(super) fn open_parent(start: &File, path: &str) -> Result<File, Errno> {
    open_dir(start, &format!("{path}/."))
}

/// Opens the directory `path` without leaving `start`.
pub(super) fn open_dir(start: &File, path: &str) -> Result<File, Errno> {
    match open_beneath(start, path) {
        // The kernel lacks the call, a filter forbids it, or renames disturbed it.
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => walk(start, path),
        Err(Errno::XDEV) => Err(Errno::PERM),
        result => result,
    }
}

/// Opens the directory `path` one component after the other.
///
/// The walk keeps a handle to each directory on the way, and `..` pops to the handle it came from.
/// Renames can therefore not lead it out. It uses one descriptor for each level.
///
/// The walk of `cap_primitives` looks at a component twice, at the node it opens and at the name,
/// and returns `ENOTDIR` or `EINVAL` if the component is replaced in between.
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
                // The search permission is checked before the path can lead out, as in the kernel.
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

/// Pushes the components of `path` on the stack `todo`, the first one on top.
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
