//! The functions that guests can import.

use crate::state::State;
use wasmtime::component::Linker;
use wasmtime::{Engine, Result};

/// Links WASI 0.2 in its sync form, for which the thread of the guest waits.
pub(crate) fn p2(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    wasi_mknod_wasmtime::p2::add_to_linker_sync(&mut linker)?;
    Ok(linker)
}

/// Links WASI 0.3, and 0.2 beside it: the standard library of a guest's language may import it.
pub(crate) fn p3(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasi_mknod_wasmtime::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasi_mknod_wasmtime::p3::add_to_linker(&mut linker)?;
    Ok(linker)
}
