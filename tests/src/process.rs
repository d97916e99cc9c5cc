//! What a test can do to the process that it has to [itself](crate::Trials::isolated).
//!
//! All of this concerns the calling thread and the threads that it starts, so it comes before the first guest. Every
//! function panics if the kernel refuses.

use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_change};
use rustix::process::{Gid, Resource, Rlimit, Uid, getrlimit, setrlimit};
use rustix::thread::{
    UnshareFlags, set_thread_groups, set_thread_res_gid, set_thread_res_uid, unshare_unsafe,
};
use std::ffi::CString;
use std::io;
use std::path::Path;

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

/// Sets the umask of the process.
pub fn set_umask(mask: u16) {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(mask.into()));
}

/// Becomes a user without any rights, unless it is an ordinary one already.
///
/// What the tests need of the build's folders must have been [loaded](crate::preload) before.
pub fn become_ordinary() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let (uid, gid) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    set_thread_groups(&[]).expect("root may leave its groups");
    set_thread_res_gid(gid, gid, gid).expect("root may become any group");
    set_thread_res_uid(uid, uid, uid).expect("root may become any user");
}

/// Keeps the mounts that this thread makes from now on to itself.
pub fn private_mounts() {
    try_private_mounts().expect("a mount namespace");
}

pub(crate) fn try_private_mounts() -> io::Result<()> {
    // SAFETY: no file descriptors are unshared, so none goes away under a `BorrowedFd`.
    unsafe { unshare_unsafe(UnshareFlags::NEWNS) }?;
    let all = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    Ok(mount_change("/", all)?)
}

/// Mounts a tmpfs with these options on the directory `target`.
pub fn mount_tmpfs(target: &Path, options: &str) {
    try_mount_tmpfs(target, options).unwrap_or_else(|error| panic!("tmpfs, {options}: {error}"));
}

pub(crate) fn try_mount_tmpfs(target: &Path, options: &str) -> io::Result<()> {
    let options = CString::new(options)?;
    mount("none", target, "tmpfs", MountFlags::empty(), &*options)?;
    Ok(())
}

/// Makes the directory `target` a mount of itself that is read-only.
pub fn mount_read_only(target: &Path) {
    rustix::mount::mount_bind(target, target).expect("a bind mount");
    let read_only = MountFlags::BIND | MountFlags::RDONLY;
    rustix::mount::mount_remount(target, read_only, c"").expect("a read-only mount");
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
