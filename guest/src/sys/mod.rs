//! What the target can do: the calls to the host, and the errors in its numbers.

#[cfg(target_os = "wasi")]
mod wasi;
#[cfg(target_os = "wasi")]
pub(crate) use wasi::*;

#[cfg(not(target_os = "wasi"))]
mod unsupported;
#[cfg(not(target_os = "wasi"))]
pub(crate) use unsupported::*;

#[cfg(any(target_os = "wasi", all(unix, test)))]
mod errno;
