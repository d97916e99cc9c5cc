//! Access of the linker functions to the context in a store.

use crate::WasiMknodCtx;
use wasmtime::component::{HasData, ResourceTable};

/// The parts of a store that the host functions use: the context, and the table with the guest's
/// descriptors.
pub struct WasiMknodCtxView<'a> {
    /// The guest's policy and umask.
    pub ctx: &'a mut WasiMknodCtx,
    /// The table that wasmtime-wasi puts descriptors in.
    pub table: &'a mut ResourceTable,
}

/// Gives access to the [`WasiMknodCtx`] in the data of a store.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::{WasiMknodCtx, WasiMknodCtxView, WasiMknodView};
/// use wasmtime::component::ResourceTable;
///
/// struct State {
///     mknod: WasiMknodCtx,
///     table: ResourceTable,
/// }
///
/// impl WasiMknodView for State {
///     fn mknod(&mut self) -> WasiMknodCtxView<'_> {
///         WasiMknodCtxView { ctx: &mut self.mknod, table: &mut self.table }
///     }
/// }
/// ```
pub trait WasiMknodView: Send {
    /// Returns the context, and the same table that `WasiView::ctx` returns: descriptors are looked
    /// up in it.
    fn mknod(&mut self) -> WasiMknodCtxView<'_>;
}

impl<T: ?Sized + WasiMknodView> WasiMknodView for &mut T {
    fn mknod(&mut self) -> WasiMknodCtxView<'_> {
        T::mknod(self)
    }
}

impl<T: ?Sized + WasiMknodView> WasiMknodView for Box<T> {
    fn mknod(&mut self) -> WasiMknodCtxView<'_> {
        T::mknod(self)
    }
}

/// The [`HasData`] marker of this crate, for embedders that call the generated `add_to_linker`
/// functions.
pub struct WasiMknod;

impl HasData for WasiMknod {
    type Data<'a> = WasiMknodCtxView<'a>;
}
