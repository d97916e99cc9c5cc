//! What an embedder sets for one guest.

use super::WasiMknodCtx;
use crate::emulated::{self, StandardStreams, Tree};
use crate::fifo::Ends;
use crate::in_flight::InFlight;
use crate::interrupt::Interrupt;
use crate::policy::{Policies, Policy};
use crate::recorded::{Devices, Recording};
use crate::umask::Umask;
use crate::wait::{Blocking, Offload};
use cap_mknod::Mode;
#[cfg(feature = "p2")]
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use wasmtime_wasi::cli::{StdinStream, StdoutStream};
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

/// Builds a [`WasiMknodCtx`].
#[derive(Clone, Debug)]
pub struct WasiMknodCtxBuilder {
    policies: Arc<Policies>,
    umask: Mode,
    max_nodes: Option<u64>,
    max_open_fifos: usize,
    max_bytes_in_flight: usize,
    max_blocking_threads: usize,
    interrupt: Interrupt,
    blocking: Blocking,
    devices: Devices,
    show_owner: bool,
    show_sockets: bool,
    streams: StandardStreams,
    dev: Option<&'static Tree>,
}

impl Default for WasiMknodCtxBuilder {
    fn default() -> Self {
        Self {
            policies: Arc::default(),
            umask: Mode::GROUP_WRITE | Mode::OTHER_WRITE,
            max_nodes: None,
            max_open_fifos: 4096,
            max_bytes_in_flight: 64 << 20,
            max_blocking_threads: 4,
            interrupt: Interrupt::default(),
            blocking: Blocking::Forbidden,
            devices: Devices::Real,
            show_owner: false,
            show_sockets: false,
            streams: StandardStreams::default(),
            dev: None,
        }
    }
}

impl WasiMknodCtxBuilder {
    /// Sets the policy. The default is [`Policy::default`].
    pub fn policy(&mut self, policy: Policy) -> &mut Self {
        Arc::make_mut(&mut self.policies).set_base(policy);
        self
    }

    /// Sets the policy for the directory `host_path` and everything beneath it, in place of the
    /// general policy.
    ///
    /// `host_path` is usually a preopened directory, but may be any directory that the guest can
    /// reach. A policy applies to a *place*: the directory of the new node at the moment of the
    /// call counts, not the descriptor and the path that lead there. The nearest directory with a
    /// policy on the way up to the root decides. Consequences:
    ///
    /// * the policy applies to directories that the guest opens or creates beneath `host_path`, and
    ///   for paths that reach it through another preopen around it;
    /// * a directory that the guest renames from one preopen into another one comes under the
    ///   policy of its new place, also for descriptors that were opened before;
    /// * the target of a symbolic link counts, not the place of the link.
    ///
    /// A finished node can be renamed or linked into another preopen, by `wasi:filesystem`, where
    /// both are writable and of one file system. To prevent that, put them on different file
    /// systems.
    ///
    /// The check takes two system calls for each directory on the way up. If the host may not
    /// search one of them, or the directory is more than 4,096 levels deep, the call is denied.
    ///
    /// Bind mounts: `..` follows the mount through which the guest came. A subtree that is also
    /// mounted elsewhere in the guest's reach is under the policy of that other place. Let the
    /// general policy deny, and let directory policies grant.
    ///
    /// # Errors
    ///
    /// If `host_path` cannot be opened as a directory, or if `policy` has rules for opening
    /// devices.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> std::io::Result<()> {
    /// use wasi_mknod_wasmtime::{NodeTypes, Policy, WasiMknodCtx};
    ///
    /// # #[cfg(unix)] {
    /// # let temporary = tempfile::tempdir()?;
    /// # let dev = temporary.path();
    /// let devices = Policy::new().device("c 1:3-9".parse().unwrap());
    /// let ctx = WasiMknodCtx::builder()
    ///     .policy(Policy::new().node_types(NodeTypes::FIFO))
    ///     .directory_policy(dev, devices)?
    ///     .build();
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    pub fn directory_policy(
        &mut self,
        host_path: impl AsRef<Path>,
        policy: Policy,
    ) -> io::Result<&mut Self> {
        let authority = cap_primitives::ambient_authority();
        let handle = cap_primitives::fs::open_ambient_dir(host_path.as_ref(), authority)?;
        Arc::make_mut(&mut self.policies).insert(handle, policy)?;
        Ok(self)
    }

    /// Sets the initial umask of the guest, of which the nine permission bits count. The default is
    /// 022.
    pub fn umask(&mut self, umask: Mode) -> &mut Self {
        self.umask = umask;
        self
    }

    /// Limits the number of nodes that the guest may create. One more fails with `quota` (EDQUOT).
    ///
    /// Removed nodes count as well. The default is no limit.
    pub fn max_nodes(&mut self, max_nodes: u64) -> &mut Self {
        self.max_nodes = Some(max_nodes);
        self
    }

    /// Limits the number of FIFO ends that the guest may have open at a time, those that wait for
    /// their other end included. One more is answered by `insufficient-memory` (ENOMEM).
    ///
    /// A character device that cannot seek counts as well. The default is 4096. Each end takes up
    /// to three descriptors of the host while it waits, and less than a kibibyte of memory. Devices
    /// that the host serves itself have a limit of the same size for themselves.
    pub fn max_open_fifos(&mut self, max_open_fifos: usize) -> &mut Self {
        self.max_open_fifos = max_open_fifos;
        self
    }

    /// Limits the memory of the host that the calls of the guest hold while they wait for their
    /// turn or run. A call beyond it is answered by `insufficient-memory` (ENOMEM).
    ///
    /// A guest of WASI 0.3 can have any number of calls in flight, each with the data that it
    /// handed over. Each call counts as its paths, 128 bytes for each node of a list, and a
    /// kibibyte. A call without others in flight is not limited by this, but by
    /// [`Store::set_hostcall_fuel`](wasmtime::Store::set_hostcall_fuel). The default is 64 MiB.
    pub fn max_bytes_in_flight(&mut self, max_bytes_in_flight: usize) -> &mut Self {
        self.max_bytes_in_flight = max_bytes_in_flight;
        self
    }

    /// Limits the number of blocking threads of tokio that the calls of the guest take at a time,
    /// to one at least. More calls wait in order.
    ///
    /// A file system that hangs holds the threads of the calls that are in it. With this limit they
    /// are not all of the runtime. Calls of wasmtime-wasi do not count. The default is 4.
    pub fn max_blocking_threads(&mut self, max_blocking_threads: usize) -> &mut Self {
        self.max_blocking_threads = max_blocking_threads;
        self
    }

    /// Asks `is_over` before each node of a list; `true` ends the guest with
    /// [`Trap::Interrupt`](wasmtime::Trap::Interrupt).
    ///
    /// Neither fuel nor an epoch ends a call of the host, and a list may have millions of nodes.
    /// The function is called on any thread, and should be quick: the load of a flag that the
    /// thread with the deadline sets. An async call that is dropped stops by itself. The default is
    /// no function.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// use wasi_mknod_wasmtime::WasiMknodCtx;
    ///
    /// let over = Arc::new(AtomicBool::new(false));
    /// let flag = Arc::clone(&over);
    /// let ctx = WasiMknodCtx::builder()
    ///     .interrupt_if(move || flag.load(Ordering::Relaxed))
    ///     .build();
    /// ```
    pub fn interrupt_if(
        &mut self,
        is_over: impl Fn() -> bool + Send + Sync + 'static,
    ) -> &mut Self {
        self.interrupt = Interrupt::new(is_over);
        self
    }

    /// Sets whether async calls may block the thread that polls them. The default is no.
    ///
    /// System calls that create nodes take a few microseconds on a local file system, which is less
    /// than a switch to another thread. Allow it for local file systems, and for threads without
    /// other work. The option of the same name in wasmtime-wasi's `WasiCtxBuilder` applies to other
    /// calls. With `p2::override_filesystem_async` or `p3::override_filesystem` this option applies
    /// to the files that guests open as well.
    pub fn allow_blocking_current_thread(&mut self, allow: bool) -> &mut Self {
        self.blocking = match allow {
            true => Blocking::Allowed,
            false => Blocking::Forbidden,
        };
        self
    }

    /// Sets whether device nodes and changes of owners are real or recorded. The default is
    /// [`Devices::Real`].
    ///
    /// The recorded owner of a new device is that of this process. Without the overrides of
    /// `wasi:filesystem` a guest opens the file in place of a recorded device.
    pub fn devices(&mut self, devices: Devices) -> &mut Self {
        self.devices = devices;
        self
    }

    /// Gives the guest a directory `guest_path`, usually `/dev`, with devices that the host serves
    /// itself, and sets the preopened directory in `wasi`.
    ///
    /// It has the devices `null`, `zero`, `full`, `random`, `urandom` and `tty`, the links `stdin`,
    /// `stdout` and `stderr`, and the directory `fd` with `0`, `1` and `2`. The last ones are the
    /// streams of [`stdin`](Self::stdin), [`stdout`](Self::stdout) and [`stderr`](Self::stderr):
    /// files that the guest opens have no numbers that the host knows. `tty` reads standard input
    /// and writes standard output; it is `no-such-device` for a guest whose streams are no
    /// terminals.
    ///
    /// Nothing of the host is in it, and no rule of the policy is asked: this call grants these
    /// devices, in this directory only. The guest can open them and change nothing. It takes no
    /// privilege: the preopened directory is one that has no name in any file system. It is made
    /// once for the process, in the directory for temporary files, and removed there at once.
    ///
    /// The overrides of `wasi:filesystem` must be in use. Without them the directory is empty.
    ///
    /// # Errors
    ///
    /// If the directory cannot be made: the host has no writable directory for temporary files, no
    /// `/proc`, or another system than Linux.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> wasmtime::Result<()> {
    /// use wasi_mknod_wasmtime::WasiMknodCtx;
    /// use wasmtime_wasi::WasiCtx;
    ///
    /// let mut wasi = WasiCtx::builder();
    /// wasi.inherit_stdout();
    /// let mut mknod = WasiMknodCtx::builder();
    /// mknod.stdout(std::io::stdout());
    /// # #[cfg(target_os = "linux")]
    /// mknod.dev(&mut wasi, "/dev")?;
    /// let (wasi, mknod) = (wasi.build(), mknod.build());
    /// # Ok(())
    /// # }
    /// ```
    pub fn dev(
        &mut self,
        wasi: &mut WasiCtxBuilder,
        guest_path: impl AsRef<str>,
    ) -> wasmtime::Result<&mut Self> {
        let tree = Tree::get().map_err(io::Error::from)?;
        wasi.preopened_dir(tree.path(), guest_path, FsPerms::ReadOnly)?;
        self.dev = Some(tree);
        Ok(self)
    }

    /// Sets what the guest reads from `stdin` of its own [`dev`](Self::dev), and from a terminal
    /// that the host serves. It should be the stream that `WasiCtxBuilder::stdin` has. The default
    /// is none.
    pub fn stdin(&mut self, stdin: impl StdinStream + Sync + 'static) -> &mut Self {
        self.streams.input = Some(Arc::new(stdin));
        self
    }

    /// Sets where the guest writes to `stdout` of its own [`dev`](Self::dev), and to a terminal that
    /// the host serves. It should be the stream that `WasiCtxBuilder::stdout` has. The default is
    /// none.
    pub fn stdout(&mut self, stdout: impl StdoutStream + Sync + 'static) -> &mut Self {
        self.streams.output = Some(Arc::new(stdout));
        self
    }

    /// Sets where the guest writes to `stderr` of its own [`dev`](Self::dev). It should be the
    /// stream that `WasiCtxBuilder::stderr` has. The default is none.
    pub fn stderr(&mut self, stderr: impl StdoutStream + Sync + 'static) -> &mut Self {
        self.streams.error = Some(Arc::new(stderr));
        self
    }

    /// Sets whether `stat-at` returns the user and group of a node on the host. The default is no.
    pub fn show_owner(&mut self, show: bool) -> &mut Self {
        self.show_owner = show;
        self
    }

    /// Sets whether `wasi:filesystem` tells the type of sockets. The default is no: their type is
    /// then unknown, as in wasmtime-wasi alone.
    ///
    /// A component that was made of a WASI 0.1 module, by the adapter of wasmtime, traps when it is
    /// told of a socket. The interface `metadata` tells sockets in any case.
    pub fn show_sockets(&mut self, show: bool) -> &mut Self {
        self.show_sockets = show;
        self
    }

    /// Builds the context.
    pub fn build(&self) -> WasiMknodCtx {
        let offload = Offload::new(self.blocking, self.max_blocking_threads);
        WasiMknodCtx {
            policies: Arc::clone(&self.policies),
            umask: Umask::new(self.umask),
            nodes_left: self.max_nodes,
            ends: Ends::new(self.max_open_fifos, offload.clone()),
            emulated: emulated::Opened::new(self.max_open_fifos),
            streams: Arc::new(self.streams.clone()),
            dev: self.dev,
            offload,
            in_flight: InFlight::new(self.max_bytes_in_flight),
            interrupt: self.interrupt.clone(),
            recording: Recording::new(self.devices),
            show_owner: self.show_owner,
            show_sockets: self.show_sockets,
            #[cfg(feature = "p2")]
            listings: HashMap::new(),
        }
    }
}
