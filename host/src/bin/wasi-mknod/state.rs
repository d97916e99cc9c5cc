//! The data of the store.

use crate::args::Options;
use crate::http::Http;
use crate::{environment, limits, policy, watchdog};
use wasi_mknod_wasmtime::command::Limits;
use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxView, WasiMknodView};
use wasmtime::Result;
use wasmtime::component::ResourceTable;
use wasmtime::error::Context as _;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtxView, WasiHttpView};

/// What the store holds.
pub(crate) struct State {
    wasi: WasiCtx,
    mknod: WasiMknodCtx,
    http: Http,
    table: ResourceTable,
    limits: Limits,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiMknodView for State {
    fn mknod(&mut self) -> WasiMknodCtxView<'_> {
        WasiMknodCtxView {
            ctx: &mut self.mknod,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http.ctx,
            table: &mut self.table,
            hooks: &mut self.http.hooks,
        }
    }
}

impl AsMut<Limits> for State {
    fn as_mut(&mut self) -> &mut Limits {
        &mut self.limits
    }
}

impl State {
    /// Gives the process the umask of the guest, which is the only one. Where that is not possible
    /// a thread has it, or modes come out narrower.
    pub(crate) fn own_process_umask(&mut self) {
        self.mknod.own_process_umask();
    }

    /// Opens the directories of the guest and puts together what it may do.
    ///
    /// # Errors
    ///
    /// If a directory cannot be opened, or a rule names one that the guest is not given.
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let mut wasi = WasiCtx::builder();
        wasi.allow_blocking_current_thread(true)
            .args(options.arguments());
        environment::configure(&mut wasi, options)?;
        for dir in &options.dirs {
            wasi.preopened_dir(&dir.host, &dir.guest, dir.perms)
                .with_context(|| format!("cannot open the directory `{}`", dir.host.display()))?;
        }
        let mut mknod = WasiMknodCtx::builder();
        environment::streams(&mut mknod, options);
        if let Some(guest) = &options.dev {
            mknod
                .dev(&mut wasi, guest)
                .with_context(|| format!("cannot make the directory `{guest}` of --dev"))?;
        }
        policy::configure(&mut mknod, options)?;
        mknod
            .umask(options.umask)
            .devices(options.how_devices)
            .interrupt_if(watchdog::time_is_over);
        mknod.max_open_fifos(options.max_open_fifos);
        if let Some(max_nodes) = options.max_nodes {
            mknod.max_nodes(max_nodes);
        }
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits::resources(options));
        Ok(Self {
            wasi: wasi.build(),
            mknod: mknod.build(),
            http: Http::new(&options.wasmtime),
            table,
            limits: limits::limits(options),
        })
    }
}
