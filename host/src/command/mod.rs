//! What a program needs to run commands: components that export `wasi:cli/run`.
//!
//! The runner `wasi-mknod` and the containerd shim are made of it. An embedder who knows which
//! version of WASI its guests speak needs none of it.
//!
//! # Examples
//!
//! ```no_run
//! use wasi_mknod_wasmtime::WasiMknodView;
//! use wasi_mknod_wasmtime::command::{self, Command, Form};
//! use wasmtime::component::Component;
//! use wasmtime::{Result, Store};
//! use wasmtime_wasi::WasiView;
//!
//! /// Runs a component and returns the exit status that it chose.
//! fn run<T>(mut store: Store<T>, component: &Component) -> Result<u8>
//! where
//!     T: WasiView + WasiMknodView + 'static,
//! {
//!     let form = Form::of(component);
//!     let linker = match form {
//!         Form::Sync => command::linker_sync(store.engine(), false)?,
//!         Form::Async | Form::P3 => command::linker_async(store.engine(), false, true)?,
//!     };
//!     Command::new(form, linker.instantiate_pre(component)?)?.run(&mut store)
//! }
//! ```

mod form;
mod limits;
mod linker;
#[cfg(unix)]
mod private_directory;
mod run;

pub use form::Form;
pub use limits::{Limits, LimitsConfig};
pub use linker::{linker_async, linker_sync};
#[cfg(unix)]
pub use private_directory::private_directory;
pub use run::{Command, exit_status};
