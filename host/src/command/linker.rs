//! The functions that commands can import.

use crate::WasiMknodView;
use wasmtime::component::Linker;
use wasmtime::{Engine, Result};
use wasmtime_wasi::WasiView;
use wasmtime_wasi::p2::bindings::{self, sync};

/// Links WASI 0.2 and this crate's interfaces in their sync form, for which the thread of the guest
/// waits.
///
/// `network_error_code` links the function of that name, which wasmtime has for tests.
///
/// # Errors
///
/// None that an embedder can cause.
pub fn linker_sync<T>(engine: &Engine, network_error_code: bool) -> Result<Linker<T>>
where
    T: WasiView + WasiMknodView + 'static,
{
    let mut linker = Linker::new(engine);
    let mut link = sync::LinkOptions::default();
    link.network_error_code(network_error_code);
    wasmtime_wasi::p2::add_to_linker_with_options_sync(&mut linker, &link)?;
    crate::p2::add_to_linker_sync(&mut linker)?;
    Ok(linker)
}

/// Links WASI 0.2 and this crate's interfaces in their async form, and with `p3` those of 0.3
/// beside them: the standard library of a guest's language may import 0.2.
///
/// # Errors
///
/// None that an embedder can cause.
pub fn linker_async<T>(engine: &Engine, network_error_code: bool, p3: bool) -> Result<Linker<T>>
where
    T: WasiView + WasiMknodView + 'static,
{
    let mut linker = Linker::new(engine);
    let mut link = bindings::LinkOptions::default();
    link.network_error_code(network_error_code);
    wasmtime_wasi::p2::add_to_linker_with_options_async(&mut linker, &link)?;
    crate::p2::add_to_linker_async(&mut linker)?;
    if p3 {
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        crate::p3::add_to_linker(&mut linker)?;
    }
    Ok(linker)
}
