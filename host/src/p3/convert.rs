//! Conversions between the types of the bindings and those of the core.

use super::bindings::filesystem::fifo;
use crate::sys::Errno;
use wasmtime_wasi::p3::bindings::filesystem::types as wasi;
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode as WasiErrorCode;

crate::convert::conversions!(wasi, WasiErrorCode, other: other);
crate::convert::events!(fifo);

fn other(errno: Errno) -> WasiErrorCode {
    WasiErrorCode::Other(Some(errno.to_string()))
}
