//! Containers of libcontainer. Each function is called in a process with one thread.

mod create;
mod executor;
mod lock;
mod native;

pub(crate) use create::create;
pub(crate) use lock::Lock;

use crate::zygote::Place;
use libcontainer::container::Container;
use libcontainer::error::LibcontainerError;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use wasmtime::{Result, bail};

/// The folder of a bundle that has the state of its container.
const STATE: &str = "wasi-mknod";

/// How long the processes of a container may take to end. containerd waits five seconds for what it
/// starts after the death of a server.
const TIME_LIMIT: Duration = Duration::from_secs(4);

impl Place {
    /// Where libcontainer keeps the state of containers: in the bundle, which containerd removes.
    fn states(&self) -> PathBuf {
        self.bundle.join(STATE)
    }

    /// The root file system, which containerd mounts here.
    fn root(&self) -> PathBuf {
        self.bundle.join("rootfs")
    }

    fn load(&self) -> Result<Container> {
        let state = self.states().join(&self.id);
        Container::load(state).map_err(|error| chain(&error))
    }
}

/// Lets the process of a container that was created go on.
pub(crate) fn start(place: &Place) -> Result<()> {
    place.load()?.start().map_err(|error| chain(&error))
}

pub(crate) fn pause(place: &Place) -> Result<()> {
    place.load()?.pause().map_err(|error| chain(&error))
}

pub(crate) fn resume(place: &Place) -> Result<()> {
    place.load()?.resume().map_err(|error| chain(&error))
}

/// Ends the processes of a container, and removes its cgroup, its state and its mounts.
///
/// # Errors
///
/// If something of it is left. A container that is gone already is none, and so is one whose
/// creation has not come as far as its state: it has no process and no cgroup.
pub(crate) fn delete(place: &Place) -> Result<()> {
    let state = place.states().join(&place.id);
    let deleted = match state.join("state.json").exists() {
        true => delete_container(place),
        false => Ok(()),
    };
    unmount(place);
    deleted
}

/// Has libcontainer delete a container.
///
/// It waits a tenth of a second for the processes that it has killed to leave their cgroup, which
/// is short on a busy machine.
fn delete_container(place: &Place) -> Result<()> {
    let end = Instant::now() + TIME_LIMIT;
    let mut container = place.load()?;
    loop {
        match container.delete(true) {
            Err(LibcontainerError::CgroupManager(_)) if Instant::now() < end => {}
            deleted => return deleted.map_err(|error| chain(&error)),
        }
    }
}

/// Unmounts the root file system, if it is mounted.
fn unmount(place: &Place) {
    let root = place.root();
    let flags = rustix::mount::UnmountFlags::DETACH | rustix::mount::UnmountFlags::NOFOLLOW;
    // containerd mounts one file system upon the other where there are several.
    while rustix::mount::unmount(&root, flags).is_ok() {}
}

/// Makes an error of libcontainer, with its causes, one of wasmtime.
fn chain(error: &dyn Error) -> wasmtime::Error {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = error.source();
    }
    wasmtime::Error::msg(text)
}

/// Checks that an identifier is a name, as it becomes part of paths.
pub(crate) fn check_id(id: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    if id.is_empty() || id == "." || id == ".." || !id.chars().all(plain) {
        bail!("`{id}` cannot be the name of a container");
    }
    Ok(())
}
