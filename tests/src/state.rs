//! The data of a store.

use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxView, WasiMknodView};
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// What a store of the tests holds.
pub struct State {
    /// What wasmtime-wasi keeps of the guest.
    pub wasi: WasiCtx,
    /// What the crate under test keeps of the guest.
    pub mknod: WasiMknodCtx,
    /// The guest's handles.
    pub table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiMknodView for State {
    fn mknod(&mut self) -> WasiMknodCtxView<'_> {
        WasiMknodCtxView {
            ctx: &mut self.mknod,
            table: &mut self.table,
        }
    }
}
