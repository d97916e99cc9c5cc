//! The front ends of WASI 0.2.

use crate::State;
use crate::engine::engine;
use std::sync::LazyLock;
use tokio::runtime::Runtime;
use wasi_mknod_wasmtime::p2::{
    add_only_interfaces_to_linker_async, add_only_interfaces_to_linker_sync, add_to_linker_async,
    add_to_linker_sync,
};
use wasmtime::component::{Component, Linker};
use wasmtime::{Result, Store};
use wasmtime_wasi::p2::bindings::{Command, sync};

/// What a guest's `run` answers: the outer error is a trap or an exit.
pub(crate) type Run = Result<std::result::Result<(), ()>>;

/// A linker with `wasi:filesystem` as wasmtime-wasi has it, and one with the overrides.
pub(crate) struct Linkers {
    plain: Linker<State>,
    whole: Linker<State>,
}

/// What adds functions to a linker, or replaces some.
pub(crate) type Add = fn(&mut Linker<State>) -> Result<()>;

impl Linkers {
    pub(crate) fn new(wasi: Add, only_interfaces: Add, all: Add) -> Self {
        let mut plain = Linker::new(engine());
        wasi(&mut plain).expect("a fresh linker");
        let mut whole = plain.clone();
        only_interfaces(&mut plain).expect("other interfaces");
        all(&mut whole).expect("functions that are there");
        Self { plain, whole }
    }

    pub(crate) fn get(&self, whole: bool) -> &Linker<State> {
        match whole {
            true => &self.whole,
            false => &self.plain,
        }
    }
}

/// Instantiates and runs a guest with blocking host functions; `before_run` is called in between.
pub(crate) fn run_sync(
    state: State,
    component: &Component,
    whole: bool,
    before_run: &dyn Fn(),
) -> Run {
    static LINKERS: LazyLock<Linkers> = LazyLock::new(|| {
        Linkers::new(
            wasmtime_wasi::p2::add_to_linker_sync,
            add_only_interfaces_to_linker_sync,
            add_to_linker_sync,
        )
    });
    let mut store = Store::new(engine(), state);
    let command = sync::Command::instantiate(&mut store, component, LINKERS.get(whole))?;
    before_run();
    command.wasi_cli_run().call_run(&mut store)
}

/// Instantiates and runs a guest with blocking host functions, some of which `alter` replaces.
pub(crate) fn run_altered(state: State, component: &Component, alter: Add) -> Run {
    let mut linker = Linker::new(engine());
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    add_to_linker_sync(&mut linker)?;
    linker.allow_shadowing(true);
    alter(&mut linker)?;
    let mut store = Store::new(engine(), state);
    let command = sync::Command::instantiate(&mut store, component, &linker)?;
    command.wasi_cli_run().call_run(&mut store)
}

/// Instantiates and runs a guest with async host functions; `before_run` is called in between.
pub(crate) fn run_async(
    state: State,
    component: &Component,
    whole: bool,
    before_run: &dyn Fn(),
) -> Run {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
    // The guest is polled by the thread that blocks, so what is borrowed need not be sent to
    // another.
    RUNTIME.block_on(start(state, component, whole, &|| before_run()))
}

/// What [`run_async`] does, in the runtime of the caller.
pub(crate) async fn start<F: Fn() + ?Sized>(
    state: State,
    component: &Component,
    whole: bool,
    before_run: &F,
) -> Run {
    static LINKERS: LazyLock<Linkers> = LazyLock::new(|| {
        Linkers::new(
            wasmtime_wasi::p2::add_to_linker_async,
            add_only_interfaces_to_linker_async,
            add_to_linker_async,
        )
    });
    let mut store = Store::new(engine(), state);
    let command = Command::instantiate_async(&mut store, component, LINKERS.get(whole)).await?;
    before_run();
    command.wasi_cli_run().call_run(&mut store).await
}
