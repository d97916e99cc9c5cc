//! What the machine and the user have to allow for a test.

use crate::{Failing, FrontEnd, Mounted, Pty, programs};
use rustix::fs::{CWD, FileType, IFlags, Mode, XattrFlags, ioctl_setflags, makedev, mknodat};
use std::fmt::Display;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::{io, thread};
use tempfile::TempDir;

/// A group to which nobody belongs who runs the tests.
pub const OTHER_GROUP: u32 = 60_000;

/// The variable with a folder that has the programs `containerd` and `ctr`, of 1.7 or newer.
pub const CONTAINERD: &str = "WASI_MKNOD_CONTAINERD";

/// Something that not every user may do on every machine. It is found out by doing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// To make device nodes.
    Devices,
    /// To mount file systems.
    Mounts,
    /// To mount a file system that is a program.
    Fuse,
    /// To make a directory immutable, as `chattr +i` does, where the temporary files are.
    Immutable,
    /// To set an access control list where the temporary files are.
    Acls,
    /// To set an attribute of the user where the temporary files are.
    UserAttributes,
    /// To give files to [`OTHER_GROUP`].
    Groups,
    /// To run the programs of other people, which `cargo xtask test` compiles if it can reach a
    /// registry.
    Foreign,
    /// The guest in Python, which `cargo xtask` makes where it can install the tools for it.
    Python,
    /// CPython's own tests in that guest, which are those of an installed CPython.
    CpythonTests,
    /// The guest in JavaScript, which `cargo xtask` makes where it can install the tools for it.
    JavaScript,
    /// The guest in Go, which `cargo xtask` makes where it can install Go.
    Go,
    /// Guests in C that were compiled by clang.
    Clang,
    /// Guests in C that were compiled by zig.
    Zig,
    /// `make` and `pkg-config`, to install the library for C.
    PkgConfig,
    /// The tools of klibc, as guests and as native programs.
    ToolBox,
    /// Guests in Rust that are core modules of WASI 0.1.
    Modules,
    /// Pseudo-terminals, with their names in `/dev/pts`.
    Terminals,
    /// The programs `mkfifo` and `mknod` of GNU coreutils.
    Coreutils,
    /// A BusyBox with the applet makedevs, which that of Debian has not.
    BusyboxMakedevs,
    /// The program `fakeroot`, and the runner beside the tests, which cargo builds with the feature
    /// `cli`.
    Fakeroot,
    /// The runner beside the tests, which cargo builds with the feature `cli`.
    Runner,
    /// GNU tar, gzip, zstd and fakeroot.
    Archives,
    /// The program `umoci`, and what [`Archives`](Self::Archives) are.
    Umoci,
    /// The program `fuse-overlayfs`, and to mount with it.
    FuseOverlayfs,
    /// To run containers: root, containerd with its client, runc, and BusyBox.
    Containerd,
    /// To run containers with containerd 1.7 or newer, installed or in the folder [`CONTAINERD`].
    NewerContainerd,
    /// `dockerd` and `docker`, and to run containers.
    Docker,
}

impl Need {
    /// Whether it is possible.
    pub fn is_met(self) -> bool {
        self.missing().is_none()
    }

    /// Says why it is not possible, if it is not.
    pub(crate) fn missing(self) -> Option<&'static str> {
        static ANSWERS: [OnceLock<Option<String>>; 28] = [const { OnceLock::new() }; 28];
        let answer = ANSWERS[self as usize].get_or_init(|| {
            let missing = |what: &str, error: &dyn Display| format!("no {what}: {error}");
            match self {
                Self::Devices => devices().map_err(|error| missing("device nodes", &error)),
                Self::Mounts => {
                    in_thread(|| Mounted::tmpfs("")).map_err(|error| missing("mounts", &error))
                }
                Self::Fuse => in_thread(Failing::mount).map_err(|error| missing("FUSE", &error)),
                Self::Immutable => {
                    immutable().map_err(|error| missing("immutable directories", &error))
                }
                Self::Acls => acls().map_err(|error| missing("access control lists", &error)),
                Self::UserAttributes => {
                    user_attributes().map_err(|error| missing("user attributes", &error))
                }
                Self::Groups => groups().map_err(|error| missing("other groups", &error)),
                Self::Foreign => guest(programs::FOREIGN_UNIQ.file(FrontEnd::P2Sync))
                    .map_err(|error| missing("foreign program", &error)),
                Self::Python => guest(programs::PYTHON.file(FrontEnd::P2Sync))
                    .map_err(|error| missing("guest in Python", &error)),
                Self::CpythonTests => guest(programs::PYTHON_TESTS)
                    .map_err(|error| missing("installed CPython with its tests", &error)),
                Self::JavaScript => guest(programs::JS.file(FrontEnd::P2Sync))
                    .map_err(|error| missing("guest in JavaScript", &error)),
                Self::Go => guest(programs::GO.file(FrontEnd::P2Sync))
                    .map_err(|error| missing("guest in Go", &error)),
                Self::Clang => c_guests("clang"),
                Self::Zig => c_guests("zig"),
                Self::PkgConfig => {
                    installation().map_err(|error| missing("installation of the C library", &error))
                }
                Self::ToolBox => match programs::C_PROGRAMS_OF_OTHERS {
                    true => Ok(()),
                    false => Err(left_out("tools of klibc")),
                },
                Self::Modules => guest(programs::MODULE_WALK.file(FrontEnd::P2Sync))
                    .map_err(|error| missing("core modules", &error)),
                Self::Terminals => Pty::new(true)
                    .map(drop)
                    .map_err(|error| missing("pseudo-terminals", &error)),
                Self::Coreutils => coreutils().map_err(|error| missing("GNU coreutils", &error)),
                Self::BusyboxMakedevs => {
                    busybox_makedevs().map_err(|error| missing("BusyBox with makedevs", &error))
                }
                Self::Fakeroot => fakeroot().map_err(|error| missing("fakeroot", &error)),
                Self::Archives => archives(&["tar", "gzip", "zstd", "fakeroot"]),
                Self::Umoci => archives(&["tar", "gzip", "zstd", "fakeroot", "umoci"]),
                Self::FuseOverlayfs => {
                    fuse_overlayfs().map_err(|error| missing("fuse-overlayfs", &error))
                }
                Self::Runner => runner().map_err(|error| missing("runner", &error)),
                Self::Containerd => containerd().map_err(|error| missing("containers", &error)),
                Self::NewerContainerd => {
                    check_newer_containerd().map_err(|error| missing("newer containerd", &error))
                }
                Self::Docker => docker().map_err(|error| missing("containers of Docker", &error)),
            }
            .err()
        });
        answer.as_deref()
    }
}

fn c_guests(compiler: &str) -> Result<(), String> {
    match programs::C_COMPILERS.contains(&compiler) {
        true => Ok(()),
        false => Err(left_out(&format!("C guests compiled by {compiler}"))),
    }
}

fn left_out(what: &str) -> String {
    format!("no {what}: `cargo xtask test` says why")
}

fn devices() -> io::Result<()> {
    let folder = TempDir::new()?;
    let mode = Mode::from_raw_mode(0o600);
    for file_type in [FileType::CharacterDevice, FileType::BlockDevice] {
        let path = folder.path().join(format!("{file_type:?}"));
        mknodat(CWD, path, file_type, mode, makedev(240, 7))?;
    }
    Ok(())
}

/// Looks whether there is a file beside the guests that `cargo xtask guests` does not always make.
fn guest(name: &str) -> io::Result<()> {
    std::fs::metadata(programs::folder().join(name))
        .map(drop)
        .map_err(|_| {
            io::Error::other("`cargo xtask guests` has not found what it takes, and says so")
        })
}

/// Mounts something in a thread that can keep it to itself.
fn in_thread<T: 'static>(mount: fn() -> io::Result<T>) -> io::Result<()> {
    let thread = thread::spawn(move || mount().map(drop));
    thread.join().expect("it does not panic")
}

fn groups() -> io::Result<()> {
    let folder = TempDir::new()?;
    std::os::unix::fs::chown(folder.path(), None, Some(OTHER_GROUP))
}

fn immutable() -> io::Result<()> {
    let folder = TempDir::new()?;
    let dir = std::fs::File::open(folder.path())?;
    ioctl_setflags(&dir, IFlags::IMMUTABLE)?;
    Ok(ioctl_setflags(&dir, IFlags::empty())?)
}

fn containerd() -> Result<(), String> {
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

fn check_newer_containerd() -> Result<(), String> {
    containerd()?;
    let folder = newer_containerd();
    for name in ["containerd", "ctr"] {
        let program = folder
            .as_ref()
            .map_or_else(|| name.into(), |it| it.join(name));
        let version = Command::new(&program).arg("--version").output();
        let version = version.map_err(|error| format!("`{}`: {error}", program.display()))?;
        let version = String::from_utf8_lossy(&version.stdout);
        if [" 1.5.", " 1.6."].iter().any(|old| version.contains(old)) {
            return Err(format!(
                "{}; {CONTAINERD} names a folder of another",
                version.trim()
            ));
        }
    }
    Ok(())
}

fn docker() -> Result<(), String> {
    containerd()?;
    installed(&["dockerd", "docker"])
}

fn installed(programs: &[&str]) -> Result<(), String> {
    for program in programs {
        let version = Command::new(program).arg("--version").output();
        version.map_err(|error| format!("`{program}`: {error}"))?;
    }
    Ok(())
}

fn coreutils() -> Result<(), String> {
    for program in ["mkfifo", "mknod"] {
        let version = Command::new(program).arg("--version").output();
        let version = version.map_err(|error| format!("`{program}`: {error}"))?;
        let version = String::from_utf8_lossy(&version.stdout);
        if !version.contains("(GNU coreutils)") {
            return Err(format!("`{program}` is another program"));
        }
    }
    Ok(())
}

fn busybox_makedevs() -> Result<(), String> {
    let list = Command::new("busybox").arg("--list").output();
    let list = list.map_err(|error| format!("`busybox`: {error}"))?;
    let applets = String::from_utf8_lossy(&list.stdout);
    match applets.lines().any(|applet| applet == "makedevs") {
        true => Ok(()),
        false => Err("`busybox --list` does not name it".to_owned()),
    }
}

fn installation() -> Result<(), String> {
    // The linker may be in a folder of another user.
    for program in ["make", "pkg-config", programs::COMPONENT_LINKER] {
        let status = Command::new(program).arg("--version").output();
        status.map_err(|error| format!("`{program}`: {error}"))?;
    }
    Ok(())
}

fn runner() -> io::Result<()> {
    let runner = programs::runner()?;
    std::fs::metadata(&runner)
        .map(drop)
        .map_err(|error| io::Error::other(format!("`{}`: {error}", runner.display())))
}

fn fakeroot() -> io::Result<()> {
    runner()?;
    match Command::new("fakeroot").arg("true").output()?.status {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(status.to_string())),
    }
}

/// Looks whether these programs are installed, and whether `tar` is that of GNU.
fn archives(programs: &[&str]) -> Result<(), String> {
    for program in programs {
        let version = Command::new(program).arg("--version").output();
        let version = version.map_err(|error| format!("no `{program}`: {error}"))?;
        let text = String::from_utf8_lossy(&version.stdout);
        if *program == "tar" && !text.contains("(GNU tar)") {
            return Err("`tar` is another program than that of GNU".to_owned());
        }
    }
    Ok(())
}

fn acls() -> io::Result<()> {
    let folder = TempDir::new()?;
    crate::set_default_acl(folder.path(), 0o640)
}

fn user_attributes() -> io::Result<()> {
    let folder = TempDir::new()?;
    let value = rustix::fs::setxattr(folder.path(), "user.test", b"x", XattrFlags::empty());
    Ok(value?)
}

fn fuse_overlayfs() -> io::Result<()> {
    in_thread(Failing::mount)?;
    user_attributes()?;
    let version = Command::new("fuse-overlayfs").arg("--version").output()?;
    match version.status {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(status.to_string())),
    }
}
