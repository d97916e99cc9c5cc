//! What the machine and the user have to allow for a test.

mod probe;

pub use probe::newer_containerd;

use crate::{Failing, Mounted, Pty, programs};
use std::fmt::Display;
use std::sync::OnceLock;

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
    /// How many there are.
    const COUNT: usize = Self::Docker as usize + 1;

    /// Whether it is possible.
    pub fn is_met(self) -> bool {
        self.missing().is_none()
    }

    /// Says why it is not possible, if it is not.
    pub(crate) fn missing(self) -> Option<&'static str> {
        static ANSWERS: [OnceLock<Option<String>>; Need::COUNT] =
            [const { OnceLock::new() }; Need::COUNT];
        let answer = ANSWERS[self as usize].get_or_init(|| self.try_out().err());
        answer.as_deref()
    }

    /// Tries whether it is possible.
    ///
    /// # Errors
    ///
    /// What is missing, and why.
    fn try_out(self) -> Result<(), String> {
        match self {
            Self::Devices => named("device nodes", probe::devices()),
            Self::Mounts => named("mounts", probe::in_thread(|| Mounted::tmpfs(""))),
            Self::Fuse => named("FUSE", probe::in_thread(Failing::mount)),
            Self::Immutable => named("immutable directories", probe::immutable()),
            Self::Acls => named("access control lists", probe::acls()),
            Self::UserAttributes => named("user attributes", probe::user_attributes()),
            Self::Groups => named("other groups", probe::groups()),
            Self::Foreign => named("foreign program", probe::guest(&programs::FOREIGN_UNIQ)),
            Self::Python => named("guest in Python", probe::guest(&programs::PYTHON)),
            Self::CpythonTests => {
                let tests = probe::made(programs::PYTHON_TESTS);
                named("installed CPython with its tests", tests)
            }
            Self::JavaScript => named("guest in JavaScript", probe::guest(&programs::JS)),
            Self::Go => named("guest in Go", probe::guest(&programs::GO)),
            Self::Clang => probe::c_guests("clang"),
            Self::Zig => probe::c_guests("zig"),
            Self::PkgConfig => named("installation of the C library", probe::installation()),
            Self::ToolBox => probe::c_programs_of_others(),
            Self::Modules => named("core modules", probe::guest(&programs::MODULE_WALK)),
            Self::Terminals => named("pseudo-terminals", Pty::new(true).map(drop)),
            Self::Coreutils => named("GNU coreutils", probe::coreutils()),
            Self::BusyboxMakedevs => named("BusyBox with makedevs", probe::busybox_makedevs()),
            Self::Fakeroot => named("fakeroot", probe::fakeroot()),
            Self::Archives => probe::archives(&["tar", "gzip", "zstd", "fakeroot"]),
            Self::Umoci => probe::archives(&["tar", "gzip", "zstd", "fakeroot", "umoci"]),
            Self::FuseOverlayfs => named("fuse-overlayfs", probe::fuse_overlayfs()),
            Self::Runner => named("runner", probe::runner()),
            Self::Containerd => named("containers", probe::containerd()),
            Self::NewerContainerd => named("newer containerd", probe::check_newer_containerd()),
            Self::Docker => named("containers of Docker", probe::docker()),
        }
    }
}

/// Says what is missing where it could not be done.
fn named<E: Display>(what: &str, result: Result<(), E>) -> Result<(), String> {
    result.map_err(|error| format!("no {what}: {error}"))
}
