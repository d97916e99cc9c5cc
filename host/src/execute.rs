//! The part of a call that asks the kernel. It knows neither policies nor WebAssembly.

use crate::resolve::{self, Place};
use crate::sys::{self, Errno};
use crate::{Mode, NodeType};
use std::fs::File;

/// Finds the directory in which the node `path` beneath `dir` would be.
///
/// # Errors
///
/// See [`resolve::check`] and [`resolve::place`].
pub(crate) fn place<'a>(dir: &'a File, path: &'a str) -> Result<Place<'a>, Errno> {
    resolve::check(path)?;
    if !sys::AVAILABLE {
        return Err(Errno::NOTSUP);
    }
    resolve::place(dir, path)
}

/// Makes a node at `place`, with `mode` less the umask of the calling thread.
///
/// # Errors
///
/// See [`sys::mknodat`].
pub(crate) fn create(place: &Place<'_>, node_type: NodeType, mode: Mode) -> Result<(), Errno> {
    sys::mknodat(place.dir(), place.name, node_type, mode)
}
