//! The ways into the core.

use std::fmt;

/// A way by which a call of `mknod` comes to the core. A table that holds for all runs through all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrontEnd {
    /// `DirExt` on a `cap_std::fs::Dir`, without a guest, and so without policy, quota and umask of a guest.
    Native,
    /// WASI 0.2 with blocking host functions.
    P2Sync,
    /// WASI 0.2 with async host functions, whose system calls run on other threads.
    P2Async,
    /// WASI 0.2 with async host functions, whose system calls run where they are polled.
    P2AsyncBlocking,
}

impl FrontEnd {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Native,
        Self::P2Sync,
        Self::P2Async,
        Self::P2AsyncBlocking,
    ];

    /// Those with a guest.
    pub const GUESTS: [Self; 3] = [Self::P2Sync, Self::P2Async, Self::P2AsyncBlocking];

    /// The name by which the trials of this front end begin.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::P2Sync => "p2-sync",
            Self::P2Async => "p2-async",
            Self::P2AsyncBlocking => "p2-async-blocking",
        }
    }
}

impl fmt::Display for FrontEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
