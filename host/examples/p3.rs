//! The smallest host for WASI 0.3: runs a command-line component that may make FIFOs and
//! `/dev/null` in one directory.
//!
//! The component may import WASI 0.2, too: the standard library of its language mostly does.

use wasi_mknod_wasmtime::{Policy, WasiMknodCtx, WasiMknodCtxView, WasiMknodView};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Engine, Result, Store, error::Context as _};
use wasmtime_wasi::p3::bindings::Command;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

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

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, directory, program, ..] = arguments.as_slice() else {
        wasmtime::bail!("usage: p3 DIRECTORY COMPONENT [ARGUMENT]...");
    };
    let engine = Engine::default();
    let mut linker = Linker::<State>::new(&engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasi_mknod_wasmtime::p3::add_to_linker(&mut linker)?;

    let mut wasi = WasiCtx::builder();
    wasi.inherit_stdio()
        .args(&arguments[2..])
        .preopened_dir(directory, "/", FsPerms::ReadWrite)?;
    let policy = Policy::new().device("c 1:3 m".parse()?);
    let state = State {
        wasi: wasi.build(),
        mknod: WasiMknodCtx::builder().policy(policy).build(),
        table: ResourceTable::new(),
    };
    let mut store = Store::new(&engine, state);
    let component = Component::from_file(&engine, program)?;
    let command = Command::instantiate_async(&mut store, &component, &linker).await?;
    let outcome = store
        .run_concurrent(async |store| command.wasi_cli_run().call_run(store).await)
        .await
        .flatten()
        .context("the program failed")?;
    std::process::exit(i32::from(outcome.is_err()));
}
