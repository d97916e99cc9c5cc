//! One run of one component.

use crate::args::Options;
use crate::component::Program;
use crate::invoke::Call;
use crate::state::State;
use crate::{cache, component, limits, linker, watchdog};
use std::process::ExitCode;
use wasi_mknod_wasmtime::command::{self, Command, Form};
use wasmtime::error::Context as _;
use wasmtime::{Result, Store};
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
    let form = match Form::of(component) {
        Form::P3 if !options.wasmtime.has_p3() => Form::Async,
        Form::Sync if options.wasmtime.has_http() => Form::Async,
        form => form,
    };
    let mut linker = match form {
        Form::Sync => linker::p2(&engine, &options.wasmtime)?,
        Form::Async | Form::P3 => linker::p3(&engine, &options.wasmtime)?,
    };
    let pre = component::link(&mut linker, component, options)?;
    let command = Command::new(form, pre).with_context(|| is_library(options))?;
    exit_code(command.run(&mut store), options)
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
    exit_code(command::exit_status(result.map(Ok)), options)
}

/// Turns the status of a run into that of the process.
///
/// # Errors
///
/// A trap, with the name of the component.
fn exit_code(status: Result<u8>, options: &Options) -> Result<ExitCode> {
    if status.is_err() && watchdog::time_is_over() {
        watchdog::wait_for_the_end();
    }
    let status = status.with_context(|| format!("`{}` trapped", options.component().display()))?;
    Ok(ExitCode::from(status))
}

fn is_library(options: &Options) -> String {
    format!(
        "`{}` is a library: it does not export wasi:cli/run",
        options.component().display()
    )
}
