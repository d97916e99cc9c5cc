//! The front ends of WASI 0.3. Their guests speak 0.2 as well: the standard library does.

use crate::State;
use crate::engine::engine;
use crate::p2::{Linkers, Run};
use std::sync::LazyLock;
use tokio::runtime::Runtime;
use wasi_mknod_wasmtime::{p2, p3};
use wasmtime::Store;
use wasmtime::component::{Component, Linker};
use wasmtime_wasi::p3::bindings::Command;

/// Instantiates and runs a guest; `before_run` is called in between.
pub(crate) fn run(state: State, component: &Component, whole: bool, before_run: &dyn Fn()) -> Run {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
    RUNTIME.block_on(start(state, component, whole, &|| before_run()))
}

/// What [`run`] does, in the runtime of the caller.
pub(crate) async fn start<F: Fn() + ?Sized>(
    state: State,
    component: &Component,
    whole: bool,
    before_run: &F,
) -> Run {
    static LINKERS: LazyLock<Linkers> =
        LazyLock::new(|| Linkers::new(add_wasi, add_only_interfaces, add_all));
    let mut store = Store::new(engine(), state);
    let command = Command::instantiate_async(&mut store, component, LINKERS.get(whole)).await?;
    before_run();
    let run = store.run_concurrent(async |store| command.wasi_cli_run().call_run(store).await);
    run.await.flatten()
}

fn add_wasi(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    wasmtime_wasi::p3::add_to_linker(linker)
}

fn add_only_interfaces(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    p2::add_only_interfaces_to_linker_async(linker)?;
    p3::add_only_interfaces_to_linker(linker)
}

fn add_all(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    p2::add_to_linker_async(linker)?;
    p3::add_to_linker(linker)
}
