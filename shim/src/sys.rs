//! What of the shim needs `unsafe`.

use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
use std::fs::File;
use std::io;
use std::os::fd::RawFd;
use std::path::Path;
use tokio::io::unix::AsyncFd;
use wasmtime::component::Component;
use wasmtime::{Engine, Result};

/// Which process a call of [`fork`] has returned in.
#[derive(Debug)]
pub(crate) enum Fork {
    Parent(libc::pid_t),
    Child,
}

/// Forks this process, which has one thread.
pub(crate) fn fork() -> io::Result<Fork> {
    // SAFETY: The callers have one thread, so no lock is held by a thread that the child lacks.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Fork::Child),
        pid => Ok(Fork::Parent(pid)),
    }
}

/// Waits for the end of the child `pid` and returns its exit status; `None` if a signal ended it.
pub(crate) fn wait_for(pid: libc::pid_t) -> io::Result<Option<i32>> {
    let mut status = 0;
    loop {
        // SAFETY: `status` outlives the call.
        match unsafe { libc::waitpid(pid, &raw mut status, 0) } {
            -1 => match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => {}
                error => return Err(error),
            },
            _ if libc::WIFEXITED(status) => return Ok(Some(libc::WEXITSTATUS(status))),
            _ => return Ok(None),
        }
    }
}

/// Sends a signal.
pub(crate) fn kill(pid: libc::pid_t, signal: i32) -> io::Result<()> {
    // SAFETY: The function takes plain numbers.
    match unsafe { libc::kill(pid, signal) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Has the kernel end this process when `parent` ends; `false` if that has happened already.
pub(crate) fn ends_with_parent(parent: Pid) -> bool {
    set_parent_process_death_signal(Some(Signal::KILL)).is_ok() && getppid() == Some(parent)
}

/// Has this process go on when its parent ends.
pub(crate) fn outlives_parent() -> io::Result<()> {
    Ok(set_parent_process_death_signal(None)?)
}

/// Ends this process without a call of what the forked process was to call at its own end.
pub(crate) fn exit_now(status: i32) -> ! {
    // SAFETY: The function takes a plain number and does not return.
    unsafe { libc::_exit(status) }
}

/// Sets whether the kernel forgets children of this process that have ended.
pub(crate) fn forget_children(forget: bool) {
    let action = match forget {
        true => libc::SIG_IGN,
        false => libc::SIG_DFL,
    };
    // SAFETY: Both actions are constants of the kernel, and no handler is called.
    unsafe { libc::signal(libc::SIGCHLD, action) };
}

/// Ends this process on signals whose default is to do so, with the status 128 + N.
///
/// As process 1 of a container the process would not notice them: for it the kernel ignores signals
/// that have no handler.
pub(crate) fn end_on_signals() {
    extern "C" fn end(signal: libc::c_int) {
        exit_now(128 + signal);
    }
    let handler = end as extern "C" fn(libc::c_int);
    for signal in [
        libc::SIGHUP,
        libc::SIGINT,
        libc::SIGQUIT,
        libc::SIGTERM,
        libc::SIGUSR1,
        libc::SIGUSR2,
        libc::SIGALRM,
    ] {
        // SAFETY: The handler calls `_exit` only, which may be called in a handler.
        unsafe { libc::signal(signal, handler as libc::sighandler_t) };
    }
    // The end of a pipe without a reader is an error of the write and not the end of the guest.
    // SAFETY: The action is a constant of the kernel.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
}

/// Returns the open descriptors of this process above standard error, in ascending order.
pub(crate) fn open_descriptors() -> io::Result<Vec<RawFd>> {
    let mut open = Vec::new();
    for entry in std::fs::read_dir("/proc/self/fd")? {
        let name = entry?.file_name();
        open.extend(name.to_str().and_then(|name| name.parse::<RawFd>().ok()));
    }
    // The last one of the listing was its own, if it is closed by now.
    // SAFETY: `F_GETFD` changes nothing.
    open.retain(|fd| *fd > 2 && unsafe { libc::fcntl(*fd, libc::F_GETFD) } != -1);
    open.sort_unstable();
    Ok(open)
}

/// Closes all descriptors above standard error but those of `keep`, which is in ascending order.
///
/// For a process whose values do not use them any more: none is dropped later.
pub(crate) fn close_all_but(keep: &[RawFd]) -> io::Result<()> {
    let mut first = 3;
    for end in keep.iter().map(|fd| *fd as u32).chain([u32::MAX]) {
        if first < end {
            // SAFETY: As the caller says, nothing owns these descriptors.
            if unsafe { libc::close_range(first, end - 1, 0) } != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        first = end.saturating_add(1);
    }
    Ok(())
}

/// Closes a descriptor that nothing in this process uses.
pub(crate) fn close(fd: RawFd) {
    // SAFETY: As the caller says, nothing uses it.
    unsafe { libc::close(fd) };
}

/// Maps code that this program has compiled.
///
/// `path` is a file that root alone can write.
pub(crate) fn deserialize(engine: &Engine, path: &Path) -> Result<Component> {
    // SAFETY: wasmtime has compiled the file, and nobody else has written it.
    unsafe { Component::deserialize_file(engine, path) }
}

/// Lets the runtime watch a file.
pub(crate) fn watched(file: File) -> io::Result<AsyncFd<File>> {
    // SAFETY: The result owns the file, whose descriptor stays the same until it is closed.
    Ok(unsafe { AsyncFd::register(file) }?)
}
