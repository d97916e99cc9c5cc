//! One change of a container at a time.

use crate::zygote::Place;
use rustix::fs::{FlockOperation, fcntl_lock};
use std::fs::File;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// The file in a bundle that is locked, which containerd removes with the bundle.
const NAME: &str = "wasi-mknod.lock";

/// The right of this process to change a container, until it is dropped or the process ends.
///
/// A forked process does not inherit it: the process of a container does not hold it.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "the lock ends with the file")] File);

impl Lock {
    /// Waits until no other process changes the container.
    ///
    /// The wait is short: a process that compiles ends when its server dies, and each other change
    /// takes a moment.
    ///
    /// # Errors
    ///
    /// If the bundle is not there.
    pub(crate) fn of(place: &Place) -> Result<Self> {
        let path = place.bundle.join(NAME);
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = file.with_context(|| format!("cannot open `{}`", path.display()))?;
        fcntl_lock(&file, FlockOperation::LockExclusive)
            .with_context(|| format!("cannot lock `{}`", path.display()))?;
        Ok(Self(file))
    }
}
