//! One run of one component.

use crate::args::Options;
use crate::component::Program;
use crate::invoke::Call;
use crate::state::State;
use crate::versions::Versions;
use crate::{cache, component, limits, linker, watchdog};
use std::process::ExitCode;
use wasmtime::component::Component;
use wasmtime::error::Context as _;
use wasmtime::{Result, Store};
use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p2::bindings as p2;
use wasmtime_wasi::p3::bindings as p3;
use wasmtime_wasi::runtime::in_tokio;

/// Runs the component and returns the exit status that it chose.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    // Directories are opened first: they are quick to check, and compiling is not.
    let state = State::new(options)?;
    let engine = component::engine(cache::open(options)?, options)?;
    let program = component::load(&engine, options)?;
    let mut store = Store::new(&engine, state);
    limits::configure(&mut store, options)?;
    // Not before the compiled code is kept, in files that are not the guest's.
    store.data_mut().own_process_umask();
    if let Some(invoke) = &options.invoke {
        return in_tokio(call(store, &program, invoke, options));
    }
    let component = &program.component;
    let versions = Versions::of(component, &engine);
    if versions.runs_p3 && options.wasmtime.has_p3() {
        in_tokio(run_p3(store, component, options))
    } else if versions.speaks_p3 || options.wasmtime.has_http() {
        in_tokio(run_p2_async(store, component, options))
    } else {
        run_p2(store, component, options)
    }
}

/// Calls the function of `--invoke`.
async fn call(
    mut store: Store<State>,
    program: &Program,
    invoke: &str,
    options: &Options,
) -> Result<ExitCode> {
    let component = &program.component;
    let name = || {
        format!(
            "cannot invoke `{invoke}` of `{}`",
            options.component().display()
        )
    };
    let call = match program.is_module {
        true => Call::of_module(component, invoke, &options.arguments()[1..]),
        false => Call::of_component(component, invoke),
    };
    let call = call.with_context(name)?;
    let mut linker = linker::p3(store.engine(), &options.wasmtime)?;
    component::link(&mut linker, component, options)?;
    let concurrent = options.wasmtime.wasm().concurrency_support != Some(false);
    let result = call.run(&mut store, &linker, component, concurrent).await;
    exit_code(result.map(Ok), options)
}

/// Runs a component that knows WASI 0.2 only. The sync functions have the least overhead.
fn run_p2(mut store: Store<State>, component: &Component, options: &Options) -> Result<ExitCode> {
    let mut linker = linker::p2(store.engine(), &options.wasmtime)?;
    let pre = component::link(&mut linker, component, options)?;
    let command = p2::sync::CommandPre::new(pre).with_context(|| is_library(options))?;
    let command = command.instantiate(&mut store);
    let result = command.and_then(|command| command.wasi_cli_run().call_run(&mut store));
    exit_code(result, options)
}

/// Runs a component by its `wasi:cli/run` of WASI 0.2 that imports something of 0.3.
async fn run_p2_async(
    mut store: Store<State>,
    component: &Component,
    options: &Options,
) -> Result<ExitCode> {
    let mut linker = linker::p3(store.engine(), &options.wasmtime)?;
    let pre = component::link(&mut linker, component, options)?;
    let command = p2::CommandPre::new(pre).with_context(|| is_library(options))?;
    let result = match command.instantiate_async(&mut store).await {
        Ok(command) => command.wasi_cli_run().call_run(&mut store).await,
        Err(error) => Err(error),
    };
    exit_code(result, options)
}

/// Runs a component by its `wasi:cli/run` of WASI 0.3.
async fn run_p3(
    mut store: Store<State>,
    component: &Component,
    options: &Options,
) -> Result<ExitCode> {
    let mut linker = linker::p3(store.engine(), &options.wasmtime)?;
    let pre = component::link(&mut linker, component, options)?;
    let command = p3::CommandPre::new(pre).with_context(|| is_library(options))?;
    let result = match command.instantiate_async(&mut store).await {
        Ok(command) => store
            .run_concurrent(async |store| command.wasi_cli_run().call_run(store).await)
            .await
            .flatten(),
        Err(error) => Err(error),
    };
    exit_code(result, options)
}

/// Turns the result of a guest's `run` into an exit status.
///
/// # Errors
///
/// A trap, with the name of the component.
fn exit_code(result: Result<std::result::Result<(), ()>>, options: &Options) -> Result<ExitCode> {
    match result {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(())) => Ok(ExitCode::FAILURE),
        Err(_) if watchdog::time_is_over() => watchdog::wait_for_the_end(),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            // A status is one byte wide on Unix; the rest is lost there, too.
            Some(I32Exit(status)) => Ok(ExitCode::from(status.to_le_bytes()[0])),
            None => {
                Err(error).with_context(|| format!("`{}` trapped", options.component().display()))
            }
        },
    }
}

fn is_library(options: &Options) -> String {
    format!(
        "`{}` is a library: it does not export wasi:cli/run",
        options.component().display()
    )
}
