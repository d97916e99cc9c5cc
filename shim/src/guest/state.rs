//! The data of the store.

use crate::spec::Plan;
use std::collections::HashMap;
use wasi_mknod_wasmtime::command::Limits;
use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxBuilder, WasiMknodCtxView, WasiMknodView};
use wasmtime::Result;
use wasmtime::component::ResourceTable;
use wasmtime::error::Context as _;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

/// How many resources, such as descriptors and streams, a guest may hold at once.
const RESOURCES: usize = 100_000;

/// What the store holds.
pub(super) struct State {
    wasi: WasiCtx,
    mknod: WasiMknodCtx,
    table: ResourceTable,
    pub(super) limits: Limits,
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

impl State {
    /// Gives the guest what the container has: its root directory with all mounts, its network and
    /// its standard streams. The policy is the one of `plan`.
    pub(super) fn new(plan: &Plan, added: &HashMap<String, String>) -> Result<Self> {
        let mut wasi = WasiCtx::builder();
        wasi.allow_blocking_current_thread(true)
            .inherit_stdio()
            .inherit_network()
            .allow_ip_name_lookup(true)
            .args(&plan.arguments)
            .envs(&plan.variables)
            .initial_cwd(&plan.working_directory);
        for (name, value) in added {
            if !plan.variables.iter().any(|(known, _)| known == name) {
                wasi.env(name, value);
            }
        }
        wasi.preopened_dir("/", "/", FsPerms::ReadWrite)
            .context("cannot open the root directory of the container")?;
        let mut mknod = WasiMknodCtx::builder();
        if let Some(dev) = &plan.dev {
            mknod
                .dev(&mut wasi, dev)
                .with_context(|| format!("cannot make the directory `{dev}` of the guest's own"))?;
        }
        let mut table = ResourceTable::new();
        table.set_max_capacity(RESOURCES);
        Ok(Self {
            wasi: wasi.build(),
            mknod: context(&mut mknod, plan),
            table,
            limits: Limits::new(&plan.limits),
        })
    }
}

fn context(mknod: &mut WasiMknodCtxBuilder, plan: &Plan) -> WasiMknodCtx {
    mknod
        .policy(plan.policy.clone())
        .umask(plan.umask)
        .devices(plan.devices)
        .show_owner(plan.show_owner)
        .stdin(std::io::stdin())
        .stdout(std::io::stdout())
        .stderr(std::io::stderr());
    if let Some(max_nodes) = plan.max_nodes {
        mknod.max_nodes(max_nodes);
    }
    if let Some(max_open_fifos) = plan.max_open_fifos {
        mknod.max_open_fifos(max_open_fifos);
    }
    let mut mknod = mknod.build();
    mknod.own_process_umask();
    mknod
}
