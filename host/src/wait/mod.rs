//! Waits of host functions: on the calling thread, on another thread, or in the runtime.

mod offload;
#[cfg(target_os = "linux")]
mod poll;
pub(crate) mod runtime;
mod spin;

pub(crate) use offload::Offload;
#[cfg(target_os = "linux")]
pub(crate) use poll::{spin_then_poll, woken};

/// Whether a call may block the thread that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocking {
    /// The call holds its thread while it waits.
    Allowed,
    /// The call runs on another thread, or waits in the runtime, which runs other tasks meanwhile.
    Forbidden,
}

impl Blocking {
    /// Returns whether the call may block its thread.
    pub(crate) fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}
