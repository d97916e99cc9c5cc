//! What a test can do to the process that it has to [itself](crate::Trials::isolated).
//!
//! All of this concerns the calling thread and the threads that it starts, so it comes before the
//! first guest. Every function panics if the kernel refuses.

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, XattrFlags, fsetxattr, openat2};
use rustix::io::{Errno, pwrite};
use rustix::process::{Gid, Resource, Rlimit, Uid, getrlimit, setrlimit};
use rustix::thread::{
    UnshareFlags, set_thread_groups, set_thread_res_gid, set_thread_res_uid, unshare_unsafe,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};
use std::collections::BTreeMap;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// The user and the group without rights.
const NOBODY: u32 = 65534;

/// The umask of the process.
pub fn umask() -> u16 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc is mounted");
    let digits = status
        .lines()
        .find_map(|line| line.strip_prefix("Umask:"))
        .expect("Linux tells the umask since version 4.7");
    u16::from_str_radix(digits.trim(), 8).expect("an octal number")
}

/// Sets the umask of the process, and tells the crate under test.
pub fn set_umask(mask: u16) {
    set_umask_unnoticed(mask);
    wasi_mknod_wasmtime::host_umask_changed();
}

/// Sets the umask of the process and tells nobody.
pub fn set_umask_unnoticed(mask: u16) {
    rustix::process::umask(Mode::from_raw_mode(mask.into()));
}

/// Becomes a user without any rights, unless it is an ordinary one already.
///
/// What the tests need of the build's folders must have been [loaded](crate::FrontEnd::preload)
/// before.
pub fn become_ordinary() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let (uid, gid) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    set_thread_groups(&[]).expect("root may leave its groups");
    set_thread_res_gid(gid, gid, gid).expect("root may become any group");
    set_thread_res_uid(uid, uid, uid).expect("root may become any user");
}

/// Has `command` run as the user without rights, unless this is an ordinary one already.
pub fn run_as_ordinary(command: &mut Command) {
    if rustix::process::geteuid().is_root() {
        // The standard library also leaves the groups of root.
        command.uid(NOBODY).gid(NOBODY);
    }
}

/// Gives a node to the user without rights, unless this is an ordinary one already.
pub fn give_to_ordinary(path: &Path) {
    if rustix::process::geteuid().is_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).expect("root may give files away");
    }
}

/// Lets no more files be opened. Those that are open stay open.
pub fn no_more_files() {
    set_file_limit(0);
}

/// Lets files be opened again.
pub fn more_files() {
    set_file_limit(256);
}

fn set_file_limit(current: u64) {
    let limit = Rlimit {
        current: Some(current),
        ..getrlimit(Resource::Nofile)
    };
    setrlimit(Resource::Nofile, limit).expect("a lower limit is always possible");
}

/// A system call that can be [refused](refuse).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemCall {
    /// `fsetxattr(2)`.
    Fsetxattr,
    /// `openat2(2)`.
    Openat2,
    /// `pwrite(2)`.
    Pwrite,
    /// `unshare(2)`.
    Unshare,
}

/// Has the kernel answer a system call with `refusal`, as old kernels and the filters of containers
/// do.
pub fn refuse(call: SystemCall, refusal: Errno) {
    let number = match call {
        SystemCall::Fsetxattr => libc::SYS_fsetxattr,
        SystemCall::Openat2 => libc::SYS_openat2,
        SystemCall::Pwrite => libc::SYS_pwrite64,
        SystemCall::Unshare => libc::SYS_unshare,
    };
    let errno = SeccompAction::Errno(refusal.raw_os_error().unsigned_abs());
    let architecture = std::env::consts::ARCH.try_into().expect("it has filters");
    let rules = BTreeMap::from([(number, Vec::new())]);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, errno, architecture);
    let filter: BpfProgram = filter
        .and_then(BpfProgram::try_from)
        .expect("a short program");
    apply_filter(&filter).expect("everybody may restrict themselves");
    assert_eq!(attempt(call), Err(refusal), "{call:?}");
}

fn attempt(call: SystemCall) -> Result<(), Errno> {
    match call {
        // What is not open is not changed.
        SystemCall::Fsetxattr => fsetxattr(CWD, "user.test", b"", XattrFlags::empty()),
        SystemCall::Pwrite => pwrite(CWD, b"", 0).map(drop),
        SystemCall::Openat2 => {
            let (flags, resolve) = (OFlags::PATH, ResolveFlags::empty());
            openat2(CWD, "/", flags, Mode::empty(), resolve).map(drop)
        }
        // SAFETY: nothing is unshared, least of all file descriptors.
        SystemCall::Unshare => unsafe { unshare_unsafe(UnshareFlags::empty()) },
    }
}
