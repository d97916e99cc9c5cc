//! The state of one guest.

mod builder;

pub use builder::WasiMknodCtxBuilder;

use crate::emulated::{self, StandardStreams, Tree};
use crate::fifo::Ends;
use crate::in_flight::InFlight;
use crate::interrupt::Interrupt;
use crate::policy::Policies;
use crate::recorded::Recording;
use crate::umask::Umask;
#[cfg(feature = "p2")]
use crate::wait::Blocking;
use crate::wait::Offload;
#[cfg(feature = "p2")]
use std::collections::HashMap;
#[cfg(feature = "p2")]
use std::fs::File;
use std::sync::Arc;

/// The policy, quota, umask and open FIFOs of one guest: a part of the data of a `Store`.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::{Mode, Policy, WasiMknodCtx};
///
/// let ctx = WasiMknodCtx::builder()
///     .policy(Policy::new().device("c 1:3 m".parse()?))
///     .umask(Mode::from_bits_truncate(0o027))
///     .max_nodes(1000)
///     .build();
/// # Ok::<(), wasi_mknod_wasmtime::ParseDeviceRuleError>(())
/// ```
#[derive(Debug)]
pub struct WasiMknodCtx {
    pub(crate) policies: Arc<Policies>,
    pub(crate) umask: Umask,
    /// The number of nodes that the guest may still create; `None` for no limit.
    pub(crate) nodes_left: Option<u64>,
    /// Where the system calls of async functions run.
    pub(crate) offload: Offload,
    pub(crate) in_flight: InFlight,
    pub(crate) interrupt: Interrupt,
    pub(crate) recording: Recording,
    pub(crate) show_owner: bool,
    pub(crate) show_sockets: bool,
    /// The ends of FIFOs that the guest has open.
    pub(crate) ends: Ends,
    /// The devices that the guest has open and that the host serves.
    pub(crate) emulated: emulated::Opened,
    pub(crate) streams: Arc<StandardStreams>,
    /// The guest's own `/dev`, if it has one.
    pub(crate) dev: Option<&'static Tree>,
    /// The directories of the guest's listings, by the number of the listing in the table.
    #[cfg(feature = "p2")]
    pub(crate) listings: HashMap<u32, Arc<File>>,
}

impl WasiMknodCtx {
    /// Returns a builder with the default policy, a umask of 022 and no limit on the number of
    /// nodes.
    pub fn builder() -> WasiMknodCtxBuilder {
        WasiMknodCtxBuilder::default()
    }

    /// Gives the process the umask of the guest, until this context is dropped and the guest's
    /// calls have ended. Returns whether it did: one context at a time can have it.
    ///
    /// It is for a process that has one guest and makes no files of its own meanwhile. Modes are
    /// then exact also where a thread cannot have a umask of its own, as `unshare(2)` is refused in
    /// many containers, and files that the guest makes through `wasi:filesystem` are under the
    /// guest's umask as well. A call in flight is under the umask at the moment of its system call,
    /// as the calls of threads of a native process are.
    ///
    /// # Examples
    ///
    /// ```
    /// use wasi_mknod_wasmtime::{Mode, WasiMknodCtx};
    ///
    /// let umask = Mode::from_bits_truncate(0o077);
    /// let mut ctx = WasiMknodCtx::builder().umask(umask).build();
    /// # #[cfg(unix)]
    /// assert!(ctx.own_process_umask());
    /// ```
    pub fn own_process_umask(&mut self) -> bool {
        self.umask.own_process()
    }

    /// Returns whether a function may block its thread, of which the linker says `blocking`.
    #[cfg(feature = "p2")]
    pub(crate) fn blocking_in(&self, blocking: Blocking) -> Blocking {
        self.offload.within(blocking).blocking()
    }
}
