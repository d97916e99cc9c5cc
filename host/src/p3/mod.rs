//! WASI 0.3: `wasi-mknod:filesystem@0.3.0` for wasmtime's component linker.
//!
//! Use [`add_to_linker`] beside `wasmtime_wasi::p3::add_to_linker`.

pub mod bindings;
mod convert;
mod fifo;
mod host;
mod streams;

use crate::{WasiMknod, WasiMknodView};
use wasmtime::component::Linker;

/// Adds the interfaces of this package to `linker`.
pub fn add_to_linker<T: WasiMknodView + 'static>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    bindings::filesystem::types::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::mknod::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::metadata::add_to_linker::<T, WasiMknod>(linker, T::mknod)?;
    bindings::filesystem::fifo::add_to_linker::<T, WasiMknod>(linker, T::mknod)
}
