//! The functions that guests can import.

use crate::state::State;
use crate::wasmtime_options::WasmtimeOptions;
use wasi_mknod_wasmtime::command;
use wasmtime::component::Linker;
use wasmtime::{Engine, Result};

/// Links WASI 0.2 in its sync form, for which the thread of the guest waits.
pub(crate) fn p2(engine: &Engine, options: &WasmtimeOptions) -> Result<Linker<State>> {
    command::linker_sync(engine, options.wasi().network_error_code == Some(true))
}

/// Links WASI 0.3, and 0.2 beside it: the standard library of a guest's language may import it.
/// With HTTP, if the options say so.
pub(crate) fn p3(engine: &Engine, options: &WasmtimeOptions) -> Result<Linker<State>> {
    let network_error_code = options.wasi().network_error_code == Some(true);
    let mut linker = command::linker_async(engine, network_error_code, options.has_p3())?;
    if options.has_http() {
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
        if options.has_p3() {
            wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
        }
    }
    Ok(linker)
}
