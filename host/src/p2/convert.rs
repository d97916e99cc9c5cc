//! Conversions between the types of the bindings and those of the core.

use crate::sys::Errno;
use wasmtime_wasi::p2::bindings::filesystem::types as wasi;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode as WasiErrorCode;

crate::convert::conversions!(wasi, WasiErrorCode, other: other);

/// WASI 0.2 has no room for more.
fn other(_: Errno) -> WasiErrorCode {
    WasiErrorCode::Io
}
