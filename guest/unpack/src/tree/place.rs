//! From the names of an archive to places in the tree.

use super::{Tree, Trouble};
use crate::quoting::shell_quote;
use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::rc::Rc;
use wasi_mknod::{Dir, io_error};
use wasip2::filesystem::types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

/// The longest name, with what the symbolic links in it add, in bytes.
const LONGEST: usize = 4096;
/// The most symbolic links in a name.
const MOST_LINKS: usize = 40;
/// The most directories that are entered for a name.
const MOST_STEPS: usize = 4096;
/// The most directories that are held open.
const MOST_KNOWN: usize = 64;

/// Directories that are open, by their paths.
pub(super) type Known = HashMap<String, Rc<Dir>>;

/// A directory of the tree. No link is in its path, which is empty for the tree itself.
#[derive(Clone)]
pub(super) struct Directory {
    pub(super) dir: Rc<Dir>,
    pub(super) path: String,
}

/// Where something is, or is to be made.
pub(super) struct Place {
    pub(super) parent: Directory,
    pub(super) name: String,
}

impl Place {
    pub(super) fn dir(&self) -> &Dir {
        &self.parent.dir
    }

    pub(super) fn path(&self) -> String {
        join(&self.parent.path, &self.name)
    }
}

/// What a name in a directory is.
enum Step {
    Directory(Dir),
    Link(String),
}

/// Splits a name of an archive into its components. The name begins at the tree, with a slash or
/// without.
pub(super) fn names(name: &[u8]) -> Result<Vec<&str>, Trouble> {
    if name.len() > LONGEST {
        return Err(skip("the name has more than 4,096 bytes"));
    }
    let Ok(name) = std::str::from_utf8(name) else {
        return Err(skip("the name is not UTF-8, and WASI has no other names"));
    };
    if name.contains('\0') {
        return Err(skip("the name has a byte 0 in it"));
    }
    let names: Vec<_> = components(name).collect();
    match names.contains(&"..") {
        true => Err(skip("the name has '..' in it")),
        false => Ok(names),
    }
}

fn components(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    let names = name.split('/');
    names.filter(|name| !name.is_empty() && *name != ".")
}

pub(super) fn skip(reason: &str) -> Trouble {
    Trouble::Skip(reason.to_owned())
}

/// Puts a name behind a directory; the tree itself is the empty path.
pub(super) fn join(directory: &str, name: &str) -> String {
    match directory {
        "" => name.to_owned(),
        directory => format!("{directory}/{name}"),
    }
}

impl Tree {
    /// Finds the directory of these names. Symbolic links are followed as if the tree were the root
    /// directory. `make` makes directories that are missing.
    pub(super) fn directory(&mut self, names: &[&str], make: bool) -> Result<Directory, Trouble> {
        let path = names.join("/");
        if let Some(dir) = self.known.get(&path) {
            let dir = Rc::clone(dir);
            return Ok(Directory { dir, path });
        }
        let mut rest: Vec<String> = names.iter().rev().map(|name| (*name).to_owned()).collect();
        let (mut at, mut links) = (self.root(), 0);
        for _ in 0..MOST_STEPS {
            let Some(name) = rest.pop() else {
                return Ok(at);
            };
            if name == ".." {
                let parent = at.path.rfind('/').unwrap_or(0);
                let above = components(&at.path[..parent]);
                rest.extend(above.rev().map(str::to_owned));
                at = self.root();
                continue;
            }
            match self.step(&at, &name, make)? {
                Ok(next) => at = next,
                Err(target) => {
                    links += 1;
                    if target.starts_with('/') {
                        at = self.root();
                    }
                    rest.extend(components(&target).rev().map(str::to_owned));
                }
            }
            if links > MOST_LINKS {
                return Err(skip("too many symbolic links are in its name"));
            }
            if at.path.len() > LONGEST {
                return Err(skip("the name has more than 4,096 bytes"));
            }
        }
        Err(skip("the name leads through too many directories"))
    }

    pub(super) fn root(&self) -> Directory {
        Directory {
            dir: Rc::clone(&self.root),
            path: String::new(),
        }
    }

    /// Enters a directory by its name, or tells where the link of that name leads.
    fn step(
        &mut self,
        at: &Directory,
        name: &str,
        make: bool,
    ) -> Result<Result<Directory, String>, Trouble> {
        let path = join(&at.path, name);
        if let Some(dir) = self.known.get(&path) {
            let dir = Rc::clone(dir);
            return Ok(Ok(Directory { dir, path }));
        }
        let step = match look(&at.dir, name) {
            Err(error) if make && error.kind() == ErrorKind::NotFound => {
                at.dir.create_dir(name)?;
                look(&at.dir, name)
            }
            step => step,
        };
        match step {
            Ok(Step::Directory(dir)) => Ok(Ok(self.remember(path, dir))),
            Ok(Step::Link(target)) => Ok(Err(target)),
            Err(error) => match Trouble::from(error) {
                Trouble::Skip(reason) => {
                    Err(Trouble::Skip(format!("{}: {reason}", shell_quote(&path))))
                }
                fatal => Err(fatal),
            },
        }
    }

    pub(super) fn remember(&mut self, path: String, dir: Dir) -> Directory {
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        let dir = Rc::new(dir);
        self.known.insert(path.clone(), Rc::clone(&dir));
        Directory { dir, path }
    }
}

/// Opens a directory, but not through a link.
pub(super) fn open(dir: &Dir, name: &str) -> Result<Dir, ErrorCode> {
    let rights = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
    let dir = dir.as_descriptor();
    let opened = dir.open_at(PathFlags::empty(), name, OpenFlags::DIRECTORY, rights);
    opened.map(Dir::from)
}

fn look(dir: &Dir, name: &str) -> io::Result<Step> {
    match open(dir, name) {
        Ok(dir) => Ok(Step::Directory(dir)),
        Err(code @ (ErrorCode::Loop | ErrorCode::NotDirectory)) => {
            if !dir.symlink_metadata(name)?.is_symlink() {
                return Err(io_error(code));
            }
            let target = dir.as_descriptor().readlink_at(name);
            target.map(Step::Link).map_err(|code| {
                let reason = crate::diagnostics::describe(&io_error(code));
                io::Error::other(format!("this symbolic link cannot be read: {reason}"))
            })
        }
        Err(code) => Err(io_error(code)),
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_stay_in_the_tree() {
        for (name, expected) in [
            (&b"a/b"[..], Some(vec!["a", "b"])),
            (b"/a//b/", Some(vec!["a", "b"])),
            (b"./a/./b", Some(vec!["a", "b"])),
            (b"./", Some(vec![])),
            (b"/", Some(vec![])),
            (b"..a/b..", Some(vec!["..a", "b.."])),
            (b"..", None),
            (b"a/../b", None),
            (b"a/..", None),
            (b"/../a", None),
            (b"\xff", None),
            (b"a\0b", None),
            (&[b'a'; 4097], None),
        ] {
            assert_eq!(names(name).ok(), expected, "{name:?}");
        }
    }
}
