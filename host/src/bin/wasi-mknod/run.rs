//! One run of one component.

use crate::args::Options;
use crate::component;
use crate::policy;
use crate::versions::Versions;
use std::process::ExitCode;
use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxView, WasiMknodView};
use wasmtime::Result;
use wasmtime::Store;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::error::Context as _;
use wasmtime_wasi::p2::bindings as p2;
use wasmtime_wasi::p3::bindings as p3;
use wasmtime_wasi::runtime::in_tokio;
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
    let store = Store::new(&engine, state);
    let outcome = match Versions::of(&component, &engine) {
        versions if versions.speaks_p3 => {
            in_tokio(run_async(store, &component, options, versions.runs_p3))?
        }
        _ => run_sync(store, &component, options)?,
    };
    match outcome {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(())) => Ok(ExitCode::FAILURE),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            // A status is one byte wide on Unix; the rest is lost there, too.
            Some(I32Exit(status)) => Ok(ExitCode::from(status.to_le_bytes()[0])),
            None => {
                Err(error).with_context(|| format!("`{}` trapped", options.component().display()))
            }
        },
    }
}

/// What came of a guest: the outer error is that it could not start, the middle one a trap or an exit.
type Outcome = Result<Result<std::result::Result<(), ()>>>;

/// Runs a component that knows WASI 0.2 only. This is the quick way: there is nothing to wait for but the guest.
fn run_sync(mut store: Store<State>, component: &Component, options: &Options) -> Outcome {
    let mut linker = Linker::new(store.engine());
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    wasi_mknod_wasmtime::p2::add_to_linker_sync(&mut linker)?;
    wasi_mknod_wasmtime::p2::override_filesystem_sync(&mut linker)?;
    let pre = component::link(&linker, component, options.component())?;
    let command = p2::sync::CommandPre::new(pre).with_context(|| is_library(options))?;
    let command = command.instantiate(&mut store);
    Ok(command.and_then(|command| command.wasi_cli_run().call_run(&mut store)))
}

/// Runs a component that knows WASI 0.3, and perhaps 0.2 beside it: the standard library of its language may.
async fn run_async(
    mut store: Store<State>,
    component: &Component,
    options: &Options,
    runs_p3: bool,
) -> Outcome {
    let mut linker = Linker::new(store.engine());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasi_mknod_wasmtime::p2::add_to_linker_async(&mut linker)?;
    wasi_mknod_wasmtime::p2::override_filesystem_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasi_mknod_wasmtime::p3::add_to_linker(&mut linker)?;
    wasi_mknod_wasmtime::p3::override_filesystem(&mut linker)?;
    let pre = component::link(&linker, component, options.component())?;
    if !runs_p3 {
        let command = p2::CommandPre::new(pre).with_context(|| is_library(options))?;
        return Ok(match command.instantiate_async(&mut store).await {
            Ok(command) => command.wasi_cli_run().call_run(&mut store).await,
            Err(error) => Err(error),
        });
    }
    let command = p3::CommandPre::new(pre).with_context(|| is_library(options))?;
    let command = match command.instantiate_async(&mut store).await {
        Ok(command) => command,
        Err(error) => return Ok(Err(error)),
    };
    let run = store.run_concurrent(async |store| command.wasi_cli_run().call_run(store).await);
    Ok(run.await.flatten())
}

fn is_library(options: &Options) -> String {
    format!(
        "`{}` is a library: it does not export wasi:cli/run",
        options.component().display()
    )
}
