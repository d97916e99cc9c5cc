//! The functions that guests can import.

use crate::state::State;
use crate::wasmtime_options::WasmtimeOptions;
use wasmtime::component::Linker;
use wasmtime::{Engine, Result};
use wasmtime_wasi::p2::bindings::{self, sync};

/// Links WASI 0.2 in its sync form, for which the thread of the guest waits.
pub(crate) fn p2(engine: &Engine, options: &WasmtimeOptions) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    let mut link = sync::LinkOptions::default();
    link.network_error_code(options.wasi().network_error_code == Some(true));
    wasmtime_wasi::p2::add_to_linker_with_options_sync(&mut linker, &link)?;
    wasi_mknod_wasmtime::p2::add_to_linker_sync(&mut linker)?;
    Ok(linker)
}

/// Links WASI 0.3, and 0.2 beside it: the standard library of a guest's language may import it.
/// With HTTP, if the options say so.
pub(crate) fn p3(engine: &Engine, options: &WasmtimeOptions) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    let mut link = bindings::LinkOptions::default();
    link.network_error_code(options.wasi().network_error_code == Some(true));
    wasmtime_wasi::p2::add_to_linker_with_options_async(&mut linker, &link)?;
    wasi_mknod_wasmtime::p2::add_to_linker_async(&mut linker)?;
    if options.has_http() {
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    }
    if options.has_p3() {
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        wasi_mknod_wasmtime::p3::add_to_linker(&mut linker)?;
        if options.has_http() {
            wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
        }
    }
    Ok(linker)
}
