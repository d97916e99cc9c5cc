//! The making of what an entry describes.

use super::place::{self, Place, names, skip};
use super::{Tree, Trouble, contents, remove};
use crate::archive::{Archive, Entry, Kind};
use crate::quoting::shell_quote;
use std::io::{self, BufRead, ErrorKind};
use wasi_mknod::{Dir, Mode, NodeOptions, NodeType, io_error};
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags, PathFlags};

impl Tree {
    pub(super) fn make<R: BufRead>(
        &mut self,
        entry: &Entry,
        place: &Place,
        archive: &mut Archive<R>,
    ) -> Result<(), Trouble> {
        match entry.kind {
            Kind::Directory => self.make_directory(entry, place),
            Kind::File => self.make_file(entry, place, archive),
            Kind::HardLink => self.make_hard_link(entry, place),
            Kind::SymbolicLink => self.make_symbolic_link(entry, place),
            Kind::Fifo => self.make_node(entry, place, NodeType::Fifo),
            Kind::Character(device) => {
                self.make_node(entry, place, NodeType::CharacterDevice(device))
            }
            Kind::Block(device) => self.make_node(entry, place, NodeType::BlockDevice(device)),
            // It is skipped before.
            Kind::Other(_) => Ok(()),
        }
    }

    /// The tree itself: all that an archive can do to it is to give it attributes.
    pub(super) fn add_root(&mut self, entry: &Entry) -> Result<(), Trouble> {
        match entry.kind {
            Kind::Directory => {
                self.add_directory(String::new(), entry);
                Ok(())
            }
            _ => Err(skip("its name is that of the directory to unpack into")),
        }
    }

    fn make_directory(&mut self, entry: &Entry, place: &Place) -> Result<(), Trouble> {
        let path = place.path();
        if !self.known.contains_key(&path) {
            let dir = match place.dir().create_dir(&place.name) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    self.existing_directory(place)?
                }
                result => {
                    result?;
                    place::open(place.dir(), &place.name).map_err(io_error)?
                }
            };
            self.remember(path.clone(), dir);
        }
        self.add_directory(path, entry);
        Ok(())
    }

    /// Opens the directory that is there, or makes one in place of something else.
    fn existing_directory(&mut self, place: &Place) -> Result<Dir, Trouble> {
        if let Ok(dir) = place::open(place.dir(), &place.name) {
            return Ok(dir);
        }
        self.remove_for_another(place)?;
        place.dir().create_dir(&place.name)?;
        Ok(place::open(place.dir(), &place.name).map_err(io_error)?)
    }

    fn make_file<R: BufRead>(
        &mut self,
        entry: &Entry,
        place: &Place,
        archive: &mut Archive<R>,
    ) -> Result<(), Trouble> {
        let file = self.replacing(place, create)?;
        if let Err(trouble) = contents::write(&file, entry, archive) {
            drop(file);
            // Half a file is not what the archive has. The error is the one of its bytes.
            let _ = remove::unlink(place.dir(), &place.name);
            return Err(trouble);
        }
        self.attributes.set_open(&file, &place.path(), entry);
        Ok(())
    }

    fn make_hard_link(&mut self, entry: &Entry, place: &Place) -> Result<(), Trouble> {
        let target = self.link_target(entry).map_err(|trouble| match trouble {
            Trouble::Skip(reason) => Trouble::Skip(format!("what it is a hard link to: {reason}")),
            fatal => fatal,
        })?;
        let path = target.path();
        if path == place.path() {
            return Ok(());
        }
        let made = self.replacing(place, |dir, name| {
            let from = target.dir().as_descriptor();
            let linked = from.link_at(PathFlags::empty(), &target.name, dir.as_descriptor(), name);
            linked.map_err(io_error)
        });
        made.map_err(|trouble| match trouble {
            Trouble::Skip(reason) => {
                Trouble::Skip(format!("a hard link to {}: {reason}", shell_quote(&path)))
            }
            fatal => fatal,
        })
    }

    fn link_target(&mut self, entry: &Entry) -> Result<Place, Trouble> {
        let names = names(&entry.link)?;
        let (name, directories) = names
            .split_last()
            .ok_or_else(|| skip("it is a directory"))?;
        Ok(Place {
            parent: self.directory(directories, false)?,
            name: (*name).to_owned(),
        })
    }

    fn make_symbolic_link(&mut self, entry: &Entry, place: &Place) -> Result<(), Trouble> {
        let Ok(target) = std::str::from_utf8(&entry.link) else {
            return Err(skip("its target is not UTF-8, and WASI has no other names"));
        };
        let made = self.replacing(place, |dir, name| {
            let made = dir.as_descriptor().symlink_at(target, name);
            made.map_err(io_error)
        });
        made.map_err(|trouble| match trouble {
            Trouble::Skip(reason) if target.starts_with('/') => Trouble::Skip(format!(
                "a symbolic link to the absolute path {}: {reason} \
                 (the grant 'absolute-link' of the host permits it)",
                shell_quote(target)
            )),
            trouble => trouble,
        })?;
        self.attributes
            .set(place.dir(), &place.name, &place.path(), entry);
        Ok(())
    }

    fn make_node(&mut self, entry: &Entry, place: &Place, node: NodeType) -> Result<(), Trouble> {
        let options = NodeOptions::new(node).mode(Mode::from_raw_mode(entry.mode & 0o777));
        let made = self.replacing(place, |dir, name| options.create_at(dir, name));
        made.map_err(|trouble| match trouble {
            Trouble::Skip(reason) => Trouble::Skip(format!("{node}: {reason}")),
            fatal => fatal,
        })?;
        self.attributes
            .set(place.dir(), &place.name, &place.path(), entry);
        Ok(())
    }

    /// Makes something, and removes before what is in its place. The first attempt is made without
    /// a look: most often nothing is there.
    fn replacing<T>(
        &mut self,
        place: &Place,
        make: impl Fn(&Dir, &str) -> io::Result<T>,
    ) -> Result<T, Trouble> {
        match make(place.dir(), &place.name) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.remove_for_another(place)?;
                Ok(make(place.dir(), &place.name)?)
            }
            result => Ok(result?),
        }
    }
}

fn create(dir: &Dir, name: &str) -> io::Result<Descriptor> {
    let new = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
    let dir = dir.as_descriptor();
    let file = dir.open_at(PathFlags::empty(), name, new, DescriptorFlags::WRITE);
    file.map_err(io_error)
}
