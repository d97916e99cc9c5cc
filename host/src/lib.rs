//! Special files for WebAssembly: guests of wasmtime make FIFOs, sockets and device nodes in their preopened
//! directories, under the policy of the embedder.

#![warn(clippy::unwrap_used, clippy::expect_used)]

#[cfg(feature = "p2")]
mod audit;
#[cfg(feature = "p2")]
mod call;
#[cfg(feature = "p2")]
mod ctx;
mod dir_ext;
#[cfg(feature = "p2")]
mod error;
mod execute;
mod mode;
mod node;
#[cfg(feature = "p2")]
pub mod p2;
mod policy;
#[cfg(feature = "p2")]
mod prepare;
mod resolve;
mod sys;
#[cfg(feature = "p2")]
mod umask;
#[cfg(feature = "p2")]
mod view;

#[cfg(feature = "p2")]
pub use ctx::{WasiMknodCtx, WasiMknodCtxBuilder};
pub use dir_ext::DirExt;
pub use mode::Mode;
pub use node::{Device, InvalidDevice, NodeType};
pub use policy::{Attempt, Denied, DeviceRule, NodeTypes, ParseDeviceRuleError, Policy};
#[cfg(feature = "p2")]
pub use umask::host_umask_changed;
#[cfg(feature = "p2")]
pub use view::{WasiMknod, WasiMknodCtxView, WasiMknodView};
