//! One run of one component.

use crate::args::Options;
use crate::component;
use crate::policy;
use std::process::ExitCode;
use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxView, WasiMknodView};
use wasmtime::Result;
use wasmtime::Store;
use wasmtime::component::{Linker, ResourceTable};
use wasmtime::error::Context as _;
use wasmtime_wasi::p2::bindings::sync::CommandPre;
use wasmtime_wasi::{I32Exit, WasiCtx, WasiCtxView, WasiView};

/// What the store holds.
struct State {
    wasi: WasiCtx,
    mknod: WasiMknodCtx,
    table: ResourceTable,
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
    fn new(options: &Options) -> Result<Self> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdio()
            .allow_blocking_current_thread(true)
            .envs(&options.variables)
            .args(options.arguments());
        for dir in &options.dirs {
            wasi.preopened_dir(&dir.host, &dir.guest, dir.perms)
                .with_context(|| format!("cannot open the directory `{}`", dir.host.display()))?;
        }
        let mut mknod = WasiMknodCtx::builder();
        policy::configure(&mut mknod, options)?;
        mknod.umask(options.umask);
        if let Some(max_nodes) = options.max_nodes {
            mknod.max_nodes(max_nodes);
        }
        Ok(Self {
            wasi: wasi.build(),
            mknod: mknod.build(),
            table: ResourceTable::new(),
        })
    }
}

/// Runs the component and returns the exit status that it chose.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    // Directories are opened first: they are quick to check, and compiling is not.
    let state = State::new(options)?;
    let engine = component::engine()?;
    let component = component::load(&engine, options.component())?;
    let mut linker = Linker::<State>::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    wasi_mknod_wasmtime::p2::add_to_linker_sync(&mut linker)?;
    wasi_mknod_wasmtime::p2::override_filesystem_sync(&mut linker)?;
    let pre = component::link(&linker, &component, options.component())?;
    let name = options.component().display();
    let command = CommandPre::new(pre)
        .with_context(|| format!("`{name}` is a library: it does not export wasi:cli/run"))?;

    let mut store = Store::new(&engine, state);
    let outcome = command
        .instantiate(&mut store)
        .and_then(|command| command.wasi_cli_run().call_run(&mut store));
    match outcome {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(())) => Ok(ExitCode::FAILURE),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            // A status is one byte wide on Unix; the rest is lost there, too.
            Some(I32Exit(status)) => Ok(ExitCode::from(status.to_le_bytes()[0])),
            None => Err(error).with_context(|| format!("`{name}` trapped")),
        },
    }
}
