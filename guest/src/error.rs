//! From the error codes of WASI to errors of the standard library.

use std::io;

use wasip2::filesystem::types::ErrorCode;

use crate::sys;

/// Returns the error for a code of `wasi:filesystem`, as the functions of this crate do.
///
/// It is for programs that call `wasi:filesystem` or [`bindings`](crate::bindings) themselves, and
/// handle the errors of both together.
///
/// ```no_run
/// use wasi_mknod::{Dir, io_error};
///
/// let dir = Dir::open("/srv/root")?;
/// dir.as_descriptor().symlink_at("null", "dev/zero").map_err(io_error)?;
/// # std::io::Result::Ok(())
/// ```
///
/// On targets other than WASI every code is [`Unsupported`](io::ErrorKind::Unsupported).
pub fn io_error(code: ErrorCode) -> io::Error {
    sys::error(code)
}
