//! The ways in which the kernel resolves a path for the core, and the suite once for each of them.

use crate::{isolate, oracle, process};
use libtest_mimic::Arguments;
use rustix::io::Errno;
use std::fmt;
use std::process::{Command, ExitCode};

/// Tells the test binary, in a child process, which resolver it has.
pub(crate) const VARIABLE: &str = "WASI_MKNOD_TESTS_RESOLVER";

/// How paths are resolved in this process. Tests run with each if that plays a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    /// By `openat2`, as on every Linux since 5.6.
    Openat2,
    /// By walking, since a seccomp filter answers ENOSYS to `openat2` as an old kernel does.
    Enosys,
    /// By walking, since a seccomp filter answers EPERM to `openat2` as some container engines do.
    Eperm,
}

impl Resolver {
    /// Those that only a process of its own has.
    pub(crate) const OTHERS: [Self; 2] = [Self::Enosys, Self::Eperm];

    /// The resolver of this process.
    pub fn current() -> Self {
        let name = std::env::var(VARIABLE).unwrap_or_default();
        let named = Self::OTHERS.into_iter().find(|child| child.name() == name);
        named.unwrap_or(Self::Openat2)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Openat2 => "openat2",
            Self::Enosys => "enosys",
            Self::Eperm => "eperm",
        }
    }

    /// Takes `openat2` away from this process, which has one thread so far, if that is what the
    /// resolver is about.
    fn enter(self) {
        let errno = match self {
            Self::Openat2 => return,
            Self::Enosys => Errno::NOSYS,
            Self::Eperm => Errno::PERM,
        };
        if !isolate::isolated() {
            oracle::start();
        }
        process::refuse(process::SystemCall::Openat2, errno);
    }
}

impl fmt::Display for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Runs the suite that `run` stands for with the resolver of this process, and, if nobody has
/// chosen that, in a child process with each of the `others`.
pub(crate) fn with_each(
    arguments: &Arguments,
    others: &[Resolver],
    run: impl FnOnce() -> ExitCode,
) -> ExitCode {
    if let Some(code) = oracle::serve() {
        return code;
    }
    let chosen = std::env::var_os(VARIABLE).is_some();
    Resolver::current().enter();
    let mut code = run();
    if chosen || arguments.list {
        return code;
    }
    for resolver in others {
        println!("\nwithout openat2, which answers {resolver}:");
        let status = Command::new(std::env::current_exe().expect("/proc is mounted"))
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, resolver.name())
            .status()
            .expect("the test binary can be started");
        if !status.success() {
            code = ExitCode::FAILURE;
        }
    }
    code
}
