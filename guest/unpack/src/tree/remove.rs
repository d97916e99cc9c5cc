//! The removal of what is in the way, and of what a layer hides.
//!
//! Reference: OCI image specification, "Image Layer Filesystem Changeset", whiteouts.

use super::place::{self, Place, join, skip};
use super::{Tree, Trouble};
use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, ErrorKind};
use wasi_mknod::{Dir, io_error};

/// The beginning of the names of whiteouts.
pub(super) const WHITEOUT: &str = ".wh.";
/// The name that hides all that earlier layers have in its directory.
const OPAQUE: &str = ".wh..wh..opq";
/// The deepest directories that are removed.
const DEEPEST: usize = 512;
/// The most paths of a layer.
const MOST: usize = 1 << 22;

/// What the present layer has: whiteouts hide earlier layers only. Paths are kept by hashes with a
/// random key.
#[derive(Default)]
pub(super) struct Layer {
    hasher: RandomState,
    paths: HashSet<u64>,
}

impl Layer {
    /// Adds a path and the directories on the way to it.
    pub(super) fn add(&mut self, path: &str) -> io::Result<()> {
        let mut path = path;
        while !path.is_empty() && self.paths.insert(self.hasher.hash_one(path)) {
            path = &path[..path.rfind('/').unwrap_or(0)];
        }
        match self.paths.len() > MOST {
            true => Err(io::Error::other("a layer has more than 4,194,304 paths")),
            false => Ok(()),
        }
    }

    fn has(&self, path: &str) -> bool {
        self.paths.contains(&self.hasher.hash_one(path))
    }
}

impl Tree {
    /// Carries out a whiteout.
    pub(super) fn white_out(&mut self, name: &str, directories: &[&str]) -> Result<(), Trouble> {
        let directory = match self.directory(directories, false) {
            Ok(directory) => directory,
            // No earlier layer has anything there.
            Err(Trouble::Skip(_)) => return Ok(()),
            Err(fatal) => return Err(fatal),
        };
        if name == OPAQUE {
            return self.remove_children(&directory.dir, &directory.path, 0);
        }
        match &name[WHITEOUT.len()..] {
            "" | "." | ".." => Err(skip("the whiteout names nothing")),
            // Other files of that kind are of the union file system that made the layer.
            hidden if hidden.starts_with(WHITEOUT) => Ok(()),
            hidden => self.remove_earlier(&directory.dir, hidden, &directory.path, 0),
        }
    }

    /// Removes what is at a place where something else is to be. A directory goes with all that is
    /// in it if a layer replaces it, and else only if it is empty.
    pub(super) fn remove_for_another(&mut self, place: &Place) -> Result<(), Trouble> {
        let (dir, name) = (place.dir(), &place.name);
        if !dir.symlink_metadata(name)?.is_dir() {
            return Ok(unlink(dir, name)?);
        }
        if self.whiteouts {
            remove_all(dir, name, 0)?;
        } else {
            remove_directory(dir, name).map_err(|error| match error.raw_os_error() {
                Some(libc::ENOTEMPTY) => skip("a directory is there, which is not empty"),
                _ => error.into(),
            })?;
        }
        self.forget(&place.path());
        Ok(())
    }

    /// Removes what earlier layers have at a place.
    fn remove_earlier(
        &mut self,
        dir: &Dir,
        name: &str,
        parent: &str,
        depth: usize,
    ) -> Result<(), Trouble> {
        let path = join(parent, name);
        match dir.symlink_metadata(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
            Ok(found) if found.is_dir() => {
                let inner = open(dir, name, depth)?;
                self.remove_children(&inner, &path, depth + 1)?;
                if !self.layer.has(&path) {
                    remove_directory(dir, name)?;
                    self.forget(&path);
                }
                Ok(())
            }
            Ok(_) if self.layer.has(&path) => Ok(()),
            Ok(_) => Ok(unlink(dir, name)?),
        }
    }

    fn remove_children(&mut self, dir: &Dir, path: &str, depth: usize) -> Result<(), Trouble> {
        let names = dir.as_descriptor().read_directory().map_err(io_error)?;
        while let Some(entry) = names.read_directory_entry().map_err(io_error)? {
            self.remove_earlier(dir, &entry.name, path, depth)?;
        }
        Ok(())
    }

    fn forget(&mut self, path: &str) {
        let beneath = format!("{path}/");
        self.known
            .retain(|known, _| known != path && !known.starts_with(&beneath));
        self.directories.forget(path);
    }
}

/// Removes a directory with all that is in it.
fn remove_all(dir: &Dir, name: &str, depth: usize) -> io::Result<()> {
    let inner = open(dir, name, depth)?;
    let names = inner.as_descriptor().read_directory().map_err(io_error)?;
    while let Some(entry) = names.read_directory_entry().map_err(io_error)? {
        match inner.symlink_metadata(&entry.name)?.is_dir() {
            true => remove_all(&inner, &entry.name, depth + 1)?,
            false => unlink(&inner, &entry.name)?,
        }
    }
    remove_directory(dir, name)
}

fn open(dir: &Dir, name: &str, depth: usize) -> io::Result<Dir> {
    if depth > DEEPEST {
        return Err(io::Error::other(
            "there are more than 512 directories in one another",
        ));
    }
    place::open(dir, name).map_err(io_error)
}

pub(super) fn unlink(dir: &Dir, name: &str) -> io::Result<()> {
    dir.as_descriptor().unlink_file_at(name).map_err(io_error)
}

fn remove_directory(dir: &Dir, name: &str) -> io::Result<()> {
    dir.as_descriptor()
        .remove_directory_at(name)
        .map_err(io_error)
}
