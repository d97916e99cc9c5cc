//! Conversions between the types of the bindings and those of the core.

use super::bindings::sync::filesystem::types;
use crate::sys::Errno;
use wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime;
use wasmtime_wasi::p2::bindings::filesystem::types as wasi;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode as WasiErrorCode;

crate::convert::conversions!(types, wasi, WasiErrorCode, other: other, time: datetime);

/// WASI 0.2 has no room for more.
fn other(_: Errno) -> WasiErrorCode {
    WasiErrorCode::Io
}

fn datetime((seconds, nanoseconds): (i64, u32)) -> Option<Datetime> {
    Some(Datetime {
        seconds: seconds.try_into().ok()?,
        nanoseconds,
    })
}
