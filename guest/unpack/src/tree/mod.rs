//! The directory into which archives are unpacked.
//!
//! Everything is made through the descriptor of its directory, by a name without a slash. The
//! directories of a name are opened one by one and never through a symbolic link: a link among them
//! is read, and followed within the tree as in a root file system. Nothing else that exists is
//! opened, so no FIFO and no device of an archive is.

mod attributes;
mod contents;
mod directories;
mod make;
mod place;
mod remove;

pub(crate) use attributes::{Attributes, Lost, Owners};

use crate::archive::{Archive, Entry, Kind};
use directories::Directories;
use place::{Known, Place};
use remove::Layer;
use std::io::{self, BufRead};
use std::path::Path;
use std::rc::Rc;
use wasi_mknod::Dir;

/// What is wrong with an entry.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The entry is skipped.
    Skip(String),
    /// Nothing more can be unpacked.
    Fatal(io::Error),
}

/// A directory that is filled.
pub(crate) struct Tree {
    root: Rc<Dir>,
    /// Whether names that begin with `.wh.` remove what is there.
    whiteouts: bool,
    attributes: Attributes,
    known: Known,
    directories: Directories,
    layer: Layer,
}

impl Tree {
    /// Opens the directory, and makes it if it is not there.
    ///
    /// # Errors
    ///
    /// It cannot be made or opened.
    pub(crate) fn open(path: &Path, attributes: Attributes, whiteouts: bool) -> io::Result<Self> {
        wasi_mknod::umask(0);
        match std::fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        Ok(Self {
            root: Rc::new(Dir::open(path)?),
            whiteouts,
            attributes,
            known: Known::default(),
            directories: Directories::default(),
            layer: Layer::default(),
        })
    }

    /// Unpacks an entry.
    ///
    /// # Errors
    ///
    /// Why it is skipped, or why nothing more can be unpacked.
    pub(crate) fn add<R: BufRead>(
        &mut self,
        entry: &Entry,
        archive: &mut Archive<R>,
    ) -> Result<(), Trouble> {
        if let Kind::Other(letter) = entry.kind {
            let letter = char::from(letter).escape_default();
            return Err(Trouble::Skip(format!("its type '{letter}' is unknown")));
        }
        let names = place::names(&entry.name)?;
        let Some((name, directories)) = names.split_last() else {
            return self.add_root(entry);
        };
        if self.whiteouts && name.starts_with(remove::WHITEOUT) {
            return self.white_out(name, directories);
        }
        let place = Place {
            parent: self.directory(directories, true)?,
            name: (*name).to_owned(),
        };
        self.make(entry, &place, archive)?;
        if self.whiteouts {
            self.layer.add(&place.path()).map_err(Trouble::Fatal)?;
        }
        Ok(())
    }

    /// Ends an archive: its directories get their attributes, which making what is in them changes.
    pub(crate) fn finish_archive(&mut self) {
        self.finish_directories();
        self.layer = Layer::default();
    }

    /// What attributes could not be set.
    pub(crate) fn lost(&self) -> impl Iterator<Item = &Lost> {
        self.attributes.lost()
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.raw_os_error() {
            // The next entry would meet the same. The standard library has no kinds for these in
            // guests.
            Some(libc::EDQUOT | libc::ENOSPC | libc::EROFS) => Self::Fatal(error),
            _ => Self::Skip(crate::diagnostics::describe(&error)),
        }
    }
}
