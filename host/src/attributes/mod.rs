//! Changes of the mode, the owner and the times of nodes.
//!
//! Admission is here: the checks that need the store and no system call, in the order of those of
//! `mknod`. [`call`] is the rest of a call.

mod audit;
mod call;
#[cfg(all(test, target_os = "linux"))]
mod tests;

use crate::WasiMknodCtxView;
use crate::descriptor::{Directory, may_write};
use crate::error::{ErrorCode, Failure};
use crate::sys::Errno;
use crate::sys::stat::NewTime;
use audit::Outcome;
use call::{Change, OnDescriptor, OnPath};
use cap_mknod::Mode;
use std::fmt;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;

/// A new value of an attribute, in the range that the kernel has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    Mode(Mode),
    Owner {
        user: Option<u32>,
        group: Option<u32>,
    },
    Times {
        accessed: NewTime,
        modified: NewTime,
    },
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |id: Option<u32>| id.map_or("-".to_owned(), |id| id.to_string());
        match self {
            Self::Mode(mode) => write!(f, "mode {mode}"),
            Self::Owner { user, group } => write!(f, "owner {}:{}", number(*user), number(*group)),
            Self::Times { .. } => f.write_str("times"),
        }
    }
}

/// A value of a guest, or that it is out of range.
pub(crate) type Requested = Result<Attribute, OutOfRange>;

/// The error of a value that no node can have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutOfRange;

impl WasiMknodCtxView<'_> {
    /// Checks a change of the node `path` and returns the closure that makes it.
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, and an error code if the change is not
    /// allowed, here and below.
    pub(crate) fn change_at(
        &mut self,
        fd: &Resource<Descriptor>,
        path: String,
        follow: bool,
        requested: Requested,
    ) -> Result<impl FnOnce() -> Result<(), Errno> + use<>, Failure> {
        let directory = Directory::get(self.table, fd)?;
        let share = self.ctx.in_flight.take(path.len())?;
        let attribute = self.admit(requested, may_write(directory.perms), &path)?;
        let on_path = OnPath {
            dir: directory.dir,
            path,
            follow,
            change: self.change(attribute),
        };
        Ok(move || {
            let _share = share;
            on_path.run()
        })
    }

    /// Checks a change of what is open as `fd` and returns the closure that makes it.
    pub(crate) fn change_of(
        &mut self,
        fd: &Resource<Descriptor>,
        requested: Requested,
    ) -> Result<impl FnOnce() -> Result<(), Errno> + use<>, Failure> {
        let (file, perms) = match self.table.get(fd)? {
            Descriptor::Dir(dir) => (Arc::clone(&dir.dir), dir.perms),
            Descriptor::File(file) => (Arc::clone(&file.file), file.perms),
        };
        let share = self.ctx.in_flight.take(0)?;
        let attribute = self.admit(requested, may_write(perms), "")?;
        let on_descriptor = OnDescriptor {
            file,
            change: self.change(attribute),
        };
        Ok(move || {
            let _share = share;
            on_descriptor.run()
        })
    }

    /// Checks a change without a system call. What depends on the place of the node is left to
    /// [`call`].
    fn admit(
        &self,
        requested: Requested,
        writable: bool,
        path: &str,
    ) -> Result<Attribute, ErrorCode> {
        let attribute = requested.map_err(|OutOfRange| ErrorCode::Invalid)?;
        let deny = |reason: &dyn fmt::Display| {
            audit::record(path, &attribute, &Outcome::Denied(reason));
            Err(ErrorCode::NotPermitted)
        };
        if !writable {
            return deny(&"the directory is read-only");
        }
        match self.ctx.policies.decide_change_anywhere(&attribute) {
            Ok(()) => Ok(attribute),
            Err(reason) => deny(&reason),
        }
    }

    fn change(&self, attribute: Attribute) -> Change {
        let takes_grant = !matches!(attribute, Attribute::Times { .. });
        let by_place = takes_grant && self.ctx.policies.depend_on_place();
        Change {
            attribute,
            recording: self.ctx.recording,
            policies: by_place.then(|| Arc::clone(&self.ctx.policies)),
        }
    }
}
