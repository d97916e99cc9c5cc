//! Replacement of functions in a linker.

use wasmtime::Result;
use wasmtime::component::Linker;

/// Lets `add` replace functions in `linker`, on platforms that have the system calls for them.
///
/// # Errors
///
/// Those of `add`. [`Linker::allow_shadowing`] is off afterwards.
pub(crate) fn shadowing<T>(
    linker: &mut Linker<T>,
    add: impl FnOnce(&mut Linker<T>) -> Result<()>,
) -> Result<()> {
    if !crate::sys::handle::AVAILABLE {
        return Ok(());
    }
    linker.allow_shadowing(true);
    let result = add(linker);
    linker.allow_shadowing(false);
    result
}
