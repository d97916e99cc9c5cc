//! The front ends of WASI 0.2.

use crate::State;
use crate::engine::engine;
use std::sync::LazyLock;
use tokio::runtime::Runtime;
use wasmtime::component::{Component, Linker};
use wasmtime::{Result, Store};
use wasmtime_wasi::p2::bindings::{Command, sync};

/// What a guest's `run` answers: the outer error is a trap or an exit.
pub(crate) type Run = Result<std::result::Result<(), ()>>;

/// Instantiates and runs a guest with blocking host functions; `before_run` is called in between.
pub(crate) fn run_sync(state: State, component: &Component, before_run: &dyn Fn()) -> Run {
    static LINKER: LazyLock<Linker<State>> = LazyLock::new(|| {
        let mut linker = Linker::new(engine());
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker).expect("a fresh linker");
        wasi_mknod_wasmtime::p2::add_to_linker_sync(&mut linker).expect("other interfaces");
        linker
    });
    let mut store = Store::new(engine(), state);
    let command = sync::Command::instantiate(&mut store, component, &LINKER)?;
    before_run();
    command.wasi_cli_run().call_run(&mut store)
}

/// Instantiates and runs a guest with async host functions; `before_run` is called in between.
pub(crate) fn run_async(state: State, component: &Component, before_run: &dyn Fn()) -> Run {
    static LINKER: LazyLock<Linker<State>> = LazyLock::new(|| {
        let mut linker = Linker::new(engine());
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("a fresh linker");
        wasi_mknod_wasmtime::p2::add_to_linker_async(&mut linker).expect("other interfaces");
        linker
    });
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
    RUNTIME.block_on(async {
        let mut store = Store::new(engine(), state);
        let command = Command::instantiate_async(&mut store, component, &LINKER).await?;
        before_run();
        command.wasi_cli_run().call_run(&mut store).await
    })
}
