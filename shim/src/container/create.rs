//! Creation of a container.

use super::executor::Executor;
use super::{chain, native, unmount};
use crate::guest::Guest;
use crate::program::{self, Program};
use crate::seccomp::Filters;
use crate::spec::Plan;
use crate::sys;
use crate::zygote::{Create, Mount, Place};
use libcontainer::container::builder::ContainerBuilder;
use libcontainer::syscall::syscall::SyscallType;
use oci_spec::runtime::Spec;
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};
use std::path::Path;
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// Creates a container and returns its process, which waits to be started.
///
/// # Errors
///
/// If the specification cannot be carried out, or if there is no program that can be run. Nothing
/// is left then.
pub(crate) fn create(create: Create, fds: Vec<OwnedFd>, answer: BorrowedFd<'_>) -> Result<i32> {
    let place = create.place.clone();
    let created = try_create(create, fds, answer);
    if created.is_err() {
        // The error says what went wrong at first.
        let _ = super::delete(&place);
    }
    created
}

fn try_create(create: Create, fds: Vec<OwnedFd>, answer: BorrowedFd<'_>) -> Result<i32> {
    let place = &create.place;
    super::check_id(&place.id)?;
    let spec = Spec::load(place.bundle.join("config.json")).map_err(|error| chain(&error))?;
    mount(place, &create.mounts)?;
    let filters = Filters::of(&spec)?;
    let executor = match program::find(&spec, place, &create.containerd)? {
        Program::Wasm(source) => {
            let plan = Plan::of(&spec)?;
            let engine = program::engine()?;
            let artefact = program::compiled(&source, &engine)?;
            drop(source);
            let guest = Guest::prepare(plan, engine, &artefact)?;
            Executor::guest(guest, filters, answer.as_raw_fd())
        }
        Program::Native => {
            native::check(&spec)?;
            Executor::native(filters, answer.as_raw_fd())
        }
    };
    // From here on there is no way back but to delete the container: processes that libcontainer
    // has begun would not end with this one.
    sys::outlives_parent()?;
    build(&create, fds, &spec, executor)
}

fn build(create: &Create, fds: Vec<OwnedFd>, spec: &Spec, executor: Executor) -> Result<i32> {
    let place = &create.place;
    let mut builder = ContainerBuilder::new(place.id.clone(), SyscallType::Linux)
        .with_executor(executor)
        .with_console_socket(create.console.clone())
        .with_root_path(place.states())
        .map_err(|error| chain(&error))?;
    let mut fds = fds.into_iter();
    let [stdin, stdout, stderr] = create.streams;
    if let Some(fd) = fds.next_if(stdin) {
        builder = builder.with_stdin(fd);
    }
    if let Some(fd) = fds.next_if(stdout) {
        builder = builder.with_stdout(fd);
    }
    if let Some(fd) = fds.next_if(stderr) {
        builder = builder.with_stderr(fd);
    }
    let container = builder
        .as_init(&place.bundle)
        .with_systemd(is_of_systemd(spec))
        .build()
        .map_err(|error| chain(&error))?;
    match container.pid() {
        Some(pid) => Ok(pid.as_raw()),
        None => bail!("the process of the container ended before it could be started"),
    }
}

/// Whether the path of the cgroup is of the form SLICE:PREFIX:NAME, by which systemd is asked.
fn is_of_systemd(spec: &Spec) -> bool {
    let linux = spec.linux().as_ref();
    let path = linux.and_then(|linux| linux.cgroups_path().as_ref());
    path.and_then(|path| path.to_str())
        .is_some_and(|path| !path.starts_with('/') && path.split(':').count() == 3)
}

/// Mounts the root file system.
fn mount(place: &Place, mounts: &[Mount]) -> Result<()> {
    let root = place.root();
    std::fs::create_dir_all(&root)?;
    for Mount {
        kind,
        source,
        options,
    } in mounts
    {
        let kind = Some(kind.as_str()).filter(|kind| !kind.is_empty());
        let mounted = mount_one(kind, source, options, &root);
        if mounted.is_err() {
            unmount(place);
        }
        mounted.with_context(|| format!("cannot mount `{source}` as the root file system"))?;
    }
    Ok(())
}

fn mount_one(kind: Option<&str>, source: &str, options: &[String], root: &Path) -> Result<()> {
    containerd_shim::mount::mount_rootfs(kind, Some(source), options, root)
        .map_err(|error| chain(&error))
}

/// Takes the next element if it is there for what is asked.
trait NextIf: Iterator {
    fn next_if(&mut self, wanted: bool) -> Option<Self::Item> {
        wanted.then(|| self.next()).flatten()
    }
}

impl<I: Iterator> NextIf for I {}

#[cfg(test)]
mod tests {
    use super::is_of_systemd;
    use oci_spec::runtime::{LinuxBuilder, SpecBuilder};

    #[test]
    fn paths_of_cgroups_say_whose_they_are() {
        for (path, expected) in [
            ("/default/a", false),
            ("/a:b:c", false),
            ("kubepods-besteffort-podx.slice:cri-containerd:0123", true),
            ("a:b", false),
        ] {
            let linux = LinuxBuilder::default().cgroups_path(path).build().unwrap();
            let spec = SpecBuilder::default().linux(linux).build().unwrap();
            assert_eq!(is_of_systemd(&spec), expected, "{path}");
        }
    }
}
