//! Symbolic links with absolute targets, which wasmtime-wasi neither makes nor reads.
//!
//! A policy grants them. The link itself is made and read beneath the guest's directory, as each
//! node is, and is not followed. Whoever resolves a path through it later finds that it leads out.

use crate::WasiMknodCtxView;
use crate::descriptor::{Directory, may_write};
use crate::emulated::What;
use crate::error::Failure;
use crate::mknod::{Outcome, shown};
use crate::policy::{Denied, Policies};
use crate::resolve;
use crate::sys::stat::{self, FileType};
use crate::sys::{Errno, handle, link};
use std::fs::File;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;

/// `PATH_MAX` of Linux without the NUL byte that it counts.
const MAX_TARGET: usize = 4095;

/// The place of a link.
struct Place {
    dir: Arc<File>,
    path: String,
    /// The policies to check once the place is known; `None` if they are the same everywhere.
    policies: Option<Arc<Policies>>,
}

impl WasiMknodCtxView<'_> {
    /// Checks a `symlink-at` and returns the closure that makes the link. Returns `None` if
    /// wasmtime-wasi is to answer: it makes links with relative targets, and refuses the others.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, here and below.
    pub(crate) fn make_link(
        &mut self,
        fd: &Resource<Descriptor>,
        target: &str,
        path: &str,
    ) -> Result<Option<impl FnOnce() -> Result<(), Errno> + use<>>, Failure> {
        let Some(directory) = Directory::find(self.table, fd)? else {
            return Ok(None);
        };
        if !target.starts_with('/') || !may_write(directory.perms) {
            return Ok(None);
        }
        if let Err(reason) = self.ctx.policies.decide_absolute_link_anywhere() {
            record(path, target, &Outcome::Denied(&reason));
            return Ok(None);
        }
        let share = self.ctx.in_flight.take(path.len() + target.len())?;
        let place = self.place(directory, path);
        let target = target.to_owned();
        Ok(Some(move || {
            let _share = share;
            place.make(&target)
        }))
    }

    /// Checks a `readlink-at` and returns the closure that reads the link. Returns `None` if
    /// wasmtime-wasi is to answer: no policy grants links that it does not read, or the path names
    /// no link.
    pub(crate) fn read_link(
        &mut self,
        fd: &Resource<Descriptor>,
        path: &str,
    ) -> Result<Option<impl FnOnce() -> Result<String, Errno> + use<>>, Failure> {
        let own = self.own_node(fd, path, false)?;
        let granted = self.ctx.policies.decide_absolute_link_anywhere().is_ok();
        let place = match Directory::find(self.table, fd)? {
            Some(directory) if own.is_some() || granted && may_name_link(path) => {
                self.place(directory, path)
            }
            _ => return Ok(None),
        };
        let share = self.ctx.in_flight.take(path.len())?;
        Ok(Some(move || {
            let _share = share;
            let Some(found) = own else {
                return place.read();
            };
            match found?.what() {
                What::Link(target) => Ok(target.to_owned()),
                What::Directory | What::Device(_) => Err(Errno::INVAL),
            }
        }))
    }

    fn place(&self, directory: Directory, path: &str) -> Place {
        let by_place = self.ctx.policies.depend_on_place();
        Place {
            dir: directory.dir,
            path: path.to_owned(),
            policies: by_place.then(|| Arc::clone(&self.ctx.policies)),
        }
    }
}

/// Returns whether `path` may name a symbolic link: one with a slash behind it is followed.
fn may_name_link(path: &str) -> bool {
    !matches!(path.rsplit('/').next(), None | Some("" | "." | ".."))
}

impl Place {
    /// Makes a link that leads to `target`.
    fn make(&self, target: &str) -> Result<(), Errno> {
        let mut denied = None;
        let result = self.try_make(target, &mut denied);
        let outcome = match (&denied, &result) {
            (Some(reason), _) => Outcome::Denied(reason),
            (None, Err(errno)) => Outcome::Failed(errno),
            (None, Ok(())) => Outcome::Done,
        };
        record(&self.path, target, &outcome);
        result
    }

    fn try_make(&self, target: &str, denied: &mut Option<Denied>) -> Result<(), Errno> {
        // The kernel looks at the target first.
        if target.len() > MAX_TARGET {
            return Err(Errno::NAMETOOLONG);
        }
        let parent = resolve::parent(&self.dir, &self.path)?;
        self.decide(parent.dir()).map_err(|reason| {
            *denied = Some(reason);
            Errno::PERM
        })?;
        link::make(&parent, target)
    }

    /// Reads the link.
    fn read(&self) -> Result<String, Errno> {
        let parent = resolve::parent(&self.dir, &self.path)?;
        let node = handle::pin(parent.dir(), parent.name(), false)?;
        if stat::stat(&node)?.file_type != FileType::Symlink {
            return Err(Errno::INVAL);
        }
        let target = link::read(&node)?;
        if target.to_bytes().starts_with(b"/") {
            self.decide(parent.dir()).map_err(|_| Errno::PERM)?;
        }
        target.into_string().map_err(|_| Errno::ILSEQ)
    }

    fn decide(&self, place: &File) -> Result<(), Denied> {
        match &self.policies {
            Some(policies) => policies.decide_absolute_link(place),
            None => Ok(()),
        }
    }
}

/// Logs a decision about a link that is to be made, at the level DEBUG: a guest can cause any
/// number of them.
fn record(path: &str, target: &str, outcome: &Outcome<'_>) {
    let (outcome, reason) = outcome.told("created");
    tracing::debug!(
        target: "wasi_mknod_wasmtime::audit",
        path = shown(path),
        to = shown(target),
        outcome,
        reason = reason.map(tracing::field::display),
        "symlink"
    );
}
