//! The part of a call that asks the kernel. It knows neither policies nor WebAssembly.

use crate::sys::{self, Errno};
use crate::{Mode, NodeType, resolve};
use std::fs::File;

/// Makes the node `path` beneath `dir`, if `admit` agrees to the directory that it would be in.
///
/// # Errors
///
/// See [`resolve::check`], [`resolve::place`] and [`sys::mknodat`], and what `admit` says.
pub(crate) fn create(
    dir: &File,
    path: &str,
    node_type: NodeType,
    mode: Mode,
    admit: impl FnOnce(&File) -> Result<(), Errno>,
) -> Result<(), Errno> {
    resolve::check(path)?;
    if !sys::AVAILABLE {
        return Err(Errno::NOTSUP);
    }
    let place = resolve::place(dir, path)?;
    admit(place.dir())?;
    sys::mknodat(place.dir(), place.name, node_type, mode)
}
