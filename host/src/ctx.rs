//! What the host keeps of a guest.

use crate::umask::Umask;
use crate::{Mode, Policy};

/// What one guest may make and has made: part of the data of a `Store`.
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
    pub(crate) policy: Policy,
    pub(crate) umask: Umask,
    /// How many nodes the guest may still make; `None` for no limit.
    pub(crate) nodes_left: Option<u64>,
    pub(crate) allow_blocking_current_thread: bool,
}

impl WasiMknodCtx {
    /// Returns a builder with the default policy, a umask of 022 and no limit on the number of nodes.
    pub fn builder() -> WasiMknodCtxBuilder {
        WasiMknodCtxBuilder::default()
    }

    /// Looks again what the umask of the host process is.
    ///
    /// The context asks for it once, when it is built, to see whether the kernel would apply the guest's umask by
    /// itself. An embedder that calls `umask(2)` while guests live calls this for each of them afterwards.
    pub fn refresh_host_umask(&mut self) {
        self.umask.refresh();
    }
}

/// Builds a [`WasiMknodCtx`].
#[derive(Clone, Debug)]
pub struct WasiMknodCtxBuilder {
    policy: Policy,
    umask: Mode,
    max_nodes: Option<u64>,
    allow_blocking_current_thread: bool,
}

impl Default for WasiMknodCtxBuilder {
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            umask: Mode::GROUP_WRITE | Mode::OTHER_WRITE,
            max_nodes: None,
            allow_blocking_current_thread: false,
        }
    }
}

impl WasiMknodCtxBuilder {
    /// Sets what the guest may make. The default is [`Policy::default`].
    pub fn policy(&mut self, policy: Policy) -> &mut Self {
        self.policy = policy;
        self
    }

    /// Sets the umask with which the guest starts, of which the nine permission bits count. The default is 022.
    pub fn umask(&mut self, umask: Mode) -> &mut Self {
        self.umask = umask;
        self
    }

    /// Limits how many nodes the guest may make. One more is answered by `quota` (EDQUOT).
    ///
    /// Removed nodes count as well. The default is no limit.
    pub fn max_nodes(&mut self, max_nodes: u64) -> &mut Self {
        self.max_nodes = Some(max_nodes);
        self
    }

    /// Sets whether async calls may block the thread that polls them. The default is no.
    ///
    /// System calls that make nodes take a few microseconds on a local file system; to hand them to another thread
    /// takes longer than that. Say yes where the file systems are local, or where the thread has nothing else to do.
    /// The option of the same name in wasmtime-wasi's `WasiCtxBuilder` decides about other calls and is not looked at.
    pub fn allow_blocking_current_thread(&mut self, allow: bool) -> &mut Self {
        self.allow_blocking_current_thread = allow;
        self
    }

    /// Builds the context.
    pub fn build(&self) -> WasiMknodCtx {
        WasiMknodCtx {
            policy: self.policy.clone(),
            umask: Umask::new(self.umask),
            nodes_left: self.max_nodes,
            allow_blocking_current_thread: self.allow_blocking_current_thread,
        }
    }
}
