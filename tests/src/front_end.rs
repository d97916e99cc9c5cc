//! The ways into the core.

use crate::{engine, programs};
use std::fmt;

/// A way by which a call of `mknod` comes to the core. A table that holds for all runs through all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrontEnd {
    /// `DirExt` on a `cap_std::fs::Dir`, without a guest, and so without policy, quota and umask of
    /// a guest.
    Native,
    /// WASI 0.2 with blocking host functions.
    P2Sync,
    /// WASI 0.2 with async host functions, whose system calls run on other threads.
    P2Async,
    /// WASI 0.2 with async host functions, whose system calls run where they are polled.
    P2AsyncBlocking,
    /// WASI 0.3, with system calls on other threads.
    P3,
    /// WASI 0.3, with system calls where they are polled.
    P3Blocking,
}

impl FrontEnd {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Native,
        Self::P2Sync,
        Self::P2Async,
        Self::P2AsyncBlocking,
        Self::P3,
        Self::P3Blocking,
    ];

    /// Those with a guest.
    pub const GUESTS: [Self; 5] = [
        Self::P2Sync,
        Self::P2Async,
        Self::P2AsyncBlocking,
        Self::P3,
        Self::P3Blocking,
    ];

    /// Those whose guests can wait without a thread.
    pub const ASYNC: [Self; 4] = [
        Self::P2Async,
        Self::P2AsyncBlocking,
        Self::P3,
        Self::P3Blocking,
    ];

    /// Those for guests of WASI 0.2.
    pub const ALL_P2: [Self; 3] = [Self::P2Sync, Self::P2Async, Self::P2AsyncBlocking];

    /// Those for guests of WASI 0.3.
    pub const ALL_P3: [Self; 2] = [Self::P3, Self::P3Blocking];

    /// Whether system calls run where they are polled, although they need not.
    pub(crate) fn blocks(self) -> bool {
        matches!(self, Self::P2AsyncBlocking | Self::P3Blocking)
    }

    /// Compiles the guest program that makes the calls which it is told, if there is any guest, for
    /// a test that will not be able to read it later.
    pub fn preload(self) {
        if self != Self::Native {
            engine::component(programs::DRIVER_MKNOD.file(self));
        }
    }

    /// The name by which the trials of this front end begin.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::P2Sync => "p2-sync",
            Self::P2Async => "p2-async",
            Self::P2AsyncBlocking => "p2-async-blocking",
            Self::P3 => "p3",
            Self::P3Blocking => "p3-blocking",
        }
    }
}

impl fmt::Display for FrontEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
