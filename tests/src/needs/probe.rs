//! What tries whether something is possible, and returns why it is not.

use super::{CONTAINERD, OTHER_GROUP};
use crate::{Failing, FrontEnd, Mounted, Program, programs};
use rustix::fs::{CWD, FileType, IFlags, Mode, XattrFlags, ioctl_setflags, makedev, mknodat};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{io, thread};
use tempfile::TempDir;

pub(super) fn c_guests(compiler: &str) -> Result<(), String> {
    match programs::C_COMPILERS.contains(&compiler) {
        true => Ok(()),
        false => Err(left_out(&format!("C guests compiled by {compiler}"))),
    }
}

pub(super) fn c_programs_of_others() -> Result<(), String> {
    match programs::C_PROGRAMS_OF_OTHERS {
        true => Ok(()),
        false => Err(left_out("tools of klibc")),
    }
}

fn left_out(what: &str) -> String {
    format!("no {what}: `cargo xtask test` says why")
}

pub(super) fn devices() -> io::Result<()> {
    let folder = TempDir::new()?;
    let mode = Mode::from_raw_mode(0o600);
    for file_type in [FileType::CharacterDevice, FileType::BlockDevice] {
        let path = folder.path().join(format!("{file_type:?}"));
        mknodat(CWD, path, file_type, mode, makedev(240, 7))?;
    }
    Ok(())
}

/// Looks whether there is a guest that `cargo xtask guests` does not always make.
pub(super) fn guest(program: &Program) -> io::Result<()> {
    made(program.file(FrontEnd::P2Sync))
}

/// Looks whether there is such a file among the guests.
pub(super) fn made(name: &str) -> io::Result<()> {
    std::fs::metadata(programs::folder().join(name))
        .map(drop)
        .map_err(|_| {
            io::Error::other("`cargo xtask guests` has not found what it takes, and says so")
        })
}

/// Mounts something in a thread that can keep it to itself.
pub(super) fn in_thread<T: 'static>(mount: fn() -> io::Result<T>) -> io::Result<()> {
    let thread = thread::spawn(move || mount().map(drop));
    thread.join().expect("it does not panic")
}

pub(super) fn groups() -> io::Result<()> {
    let folder = TempDir::new()?;
    std::os::unix::fs::chown(folder.path(), None, Some(OTHER_GROUP))
}

pub(super) fn immutable() -> io::Result<()> {
    let folder = TempDir::new()?;
    let dir = std::fs::File::open(folder.path())?;
    ioctl_setflags(&dir, IFlags::IMMUTABLE)?;
    Ok(ioctl_setflags(&dir, IFlags::empty())?)
}

pub(super) fn containerd() -> Result<(), String> {
    if !rustix::process::geteuid().is_root() {
        return Err("they need root".to_owned());
    }
    in_thread(|| Mounted::tmpfs("")).map_err(|error| format!("mounts: {error}"))?;
    installed(&["containerd", "ctr", "runc"])?;
    std::fs::metadata("/bin/busybox").map_err(|error| format!("BusyBox: {error}"))?;
    Ok(())
}

/// The folder that [`CONTAINERD`] names; `None` for the installed programs.
pub fn newer_containerd() -> Option<PathBuf> {
    std::env::var_os(CONTAINERD).map(PathBuf::from)
}

pub(super) fn check_newer_containerd() -> Result<(), String> {
    containerd()?;
    let folder = newer_containerd();
    for name in ["containerd", "ctr"] {
        let program = folder
            .as_ref()
            .map_or_else(|| name.into(), |it| it.join(name));
        let version = version_of(&program)?;
        if [" 1.5.", " 1.6."].iter().any(|old| version.contains(old)) {
            return Err(format!(
                "{}; {CONTAINERD} names a folder of another",
                version.trim()
            ));
        }
    }
    Ok(())
}

pub(super) fn docker() -> Result<(), String> {
    containerd()?;
    installed(&["dockerd", "docker"])
}

fn installed(programs: &[&str]) -> Result<(), String> {
    programs
        .iter()
        .try_for_each(|program| version_of(program).map(drop))
}

/// Returns what a program says of its version.
fn version_of(program: impl AsRef<Path>) -> Result<String, String> {
    let program = program.as_ref();
    let version = Command::new(program).arg("--version").output();
    let version = version.map_err(|error| format!("`{}`: {error}", program.display()))?;
    Ok(String::from_utf8_lossy(&version.stdout).into_owned())
}

pub(super) fn coreutils() -> Result<(), String> {
    for program in ["mkfifo", "mknod"] {
        if !version_of(program)?.contains("(GNU coreutils)") {
            return Err(format!("`{program}` is another program"));
        }
    }
    Ok(())
}

pub(super) fn busybox_makedevs() -> Result<(), String> {
    let list = Command::new("busybox").arg("--list").output();
    let list = list.map_err(|error| format!("`busybox`: {error}"))?;
    let applets = String::from_utf8_lossy(&list.stdout);
    match applets.lines().any(|applet| applet == "makedevs") {
        true => Ok(()),
        false => Err("`busybox --list` does not name it".to_owned()),
    }
}

pub(super) fn installation() -> Result<(), String> {
    // The linker may be in a folder of another user.
    installed(&["make", "pkg-config", programs::COMPONENT_LINKER])
}

pub(super) fn runner() -> io::Result<()> {
    let runner = programs::runner()?;
    std::fs::metadata(&runner)
        .map(drop)
        .map_err(|error| io::Error::other(format!("`{}`: {error}", runner.display())))
}

pub(super) fn fakeroot() -> io::Result<()> {
    runner()?;
    match Command::new("fakeroot").arg("true").output()?.status {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(status.to_string())),
    }
}

/// Looks whether these programs are installed, and whether `tar` is that of GNU.
pub(super) fn archives(programs: &[&str]) -> Result<(), String> {
    for program in programs {
        let version = version_of(program).map_err(|error| format!("no {error}"))?;
        if *program == "tar" && !version.contains("(GNU tar)") {
            return Err("`tar` is another program than that of GNU".to_owned());
        }
    }
    Ok(())
}

pub(super) fn acls() -> io::Result<()> {
    let folder = TempDir::new()?;
    crate::set_default_acl(folder.path(), 0o640)
}

pub(super) fn user_attributes() -> io::Result<()> {
    let folder = TempDir::new()?;
    let value = rustix::fs::setxattr(folder.path(), "user.test", b"x", XattrFlags::empty());
    Ok(value?)
}

pub(super) fn fuse_overlayfs() -> io::Result<()> {
    in_thread(Failing::mount)?;
    user_attributes()?;
    let version = Command::new("fuse-overlayfs").arg("--version").output()?;
    match version.status {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(status.to_string())),
    }
}
